import type { Message } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import type { ChannelReply, ChannelSocket } from "./channel.ts";
import { DeviceSessions, type SessionTurn } from "./device-sessions.ts";
import { DurableBatches } from "./durable-batches.ts";

/** One channel of a device session, with a storage that answers when the test says so. */
function open(lastSeq = 0, turn: SessionTurn = new DeviceSessions().begin("s", "session")) {
	const replies: [unknown, ChannelReply][] = [];
	const waiting: { seq: number; done: (error?: Error) => void }[] = [];
	const applied: number[] = [];
	let refused: ChannelReply | null = null;
	const socket = { reply: (ref: unknown, reply: ChannelReply) => replies.push([ref, reply]) };
	const batches = new DurableBatches(socket as unknown as ChannelSocket, "session", turn, lastSeq, {
		barrier: (_, seq, done) => waiting.push({ seq, done }),
	});
	const measurements = [{ attribute_id: "a", payload: 1, timestamp: 1 }];
	const send = (seq: number) => {
		const message = { ref: `r${seq}`, payload: { seq, measurements } } as unknown as Message;
		return batches.receive(message, () => {
			if (refused === null) applied.push(seq);
			return refused;
		});
	};
	const refuse = (reply: ChannelReply | null) => {
		refused = reply;
	};
	return { applied, batches, refuse, replies, send, waiting };
}

const refusal: ChannelReply = { status: "error", response: { reason: "sensor_unavailable" } };

describe("DurableBatches", () => {
	it("takes in nothing more after a batch could not be stored, so that its device learns of it", () => {
		const { applied, replies, send, waiting } = open();
		expect([send(1), send(2)]).toEqual([null, null]);
		waiting[0]!.done(new Error("given up"));
		expect(replies).toMatchObject([["r1", { status: "error", response: { reason: "internal" } }]]);
		expect(() => send(3)).toThrow("given up");
		expect(() => send(1)).toThrow("given up");
		expect(applied).toEqual([1, 2]);
	});

	it("takes in no batch after one that was refused, until that one has come again", () => {
		const { applied, refuse, send } = open();
		send(1);
		refuse(refusal);
		expect(send(2)).toBe(refusal);
		refuse(null);
		expect(send(3)).toMatchObject({
			response: { reason: "batch_out_of_order", received: 3, expected_seq: 2 },
		});
		send(2);
		send(3);
		expect(applied).toEqual([1, 2, 3]);
	});

	it("takes in nothing once a later channel feeds the session", () => {
		const sessions = new DeviceSessions();
		const early = open(0, sessions.begin("s", "session"));
		early.send(1);
		const late = open(0, sessions.begin("s", "session"));
		expect(early.send(2)).toMatchObject({ response: { reason: "session_replaced" } });
		early.batches.end();
		late.send(1);
		expect([early.applied, late.applied]).toEqual([[1], [1]]);
	});

	it("acknowledges a number that comes again without applying it, when what it stands for is stored", () => {
		const { applied, replies, send, waiting } = open(4);
		expect(send(4)).toEqual({ status: "ok", response: { seq: 4 } });
		send(5);
		send(5);
		expect(waiting.map(({ seq }) => seq)).toEqual([5, 5]);
		expect(replies).toEqual([]);
		for (const { done } of waiting) done();
		expect(replies).toHaveLength(2);
		expect(send(5)).toEqual({ status: "ok", response: { seq: 5 } });
		expect(applied).toEqual([5]);
	});
});

describe("DeviceSessions", () => {
	it("forgets a session when its channel is gone, and not when an earlier one is", () => {
		const sessions = new DeviceSessions();
		const early = sessions.begin("s", "session");
		const late = sessions.begin("s", "session");
		early.end();
		expect([early.isCurrent, late.isCurrent, sessions.size]).toEqual([false, true, 1]);
		late.end();
		expect(sessions.size).toBe(0);
	});

	it("keeps sessions of the same name on different sensors apart", () => {
		const sessions = new DeviceSessions();
		const [one, other] = [sessions.begin("a", "b c"), sessions.begin("a b", "c")];
		expect([one.isCurrent, other.isCurrent]).toEqual([true, true]);
	});
});
