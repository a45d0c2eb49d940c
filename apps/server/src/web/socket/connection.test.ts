import { decodeFrame, LIMITS } from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { ANONYMOUS } from "../../accounts/identity.ts";
import type { Channel, ChannelSocket, JoinOutcome } from "./channel.ts";
import { passOnShout } from "./channels/ping-and-shout.ts";
import { Connection } from "./connection.ts";
import { TopicChannels } from "./topic-channels.ts";

/** Connections without a network, whose joins the test decides. */
class Rig {
	readonly heard: string[] = [];
	readonly #joins: { socket: ChannelSocket; settle: (outcome: JoinOutcome) => void }[] = [];
	readonly #context = {
		...{ clock: new FakeClock(), log: pino({ level: "silent" }), rateLimit: 0, topics: new TopicChannels() },
		handlerOf: () => (socket: ChannelSocket) =>
			new Promise<JoinOutcome>((settle) => this.#joins.push({ socket, settle })),
		closed: () => {},
	};

	/** A client: what it sends, what it was told (`ref reason` of replies, names of pushes) and what it leaves unread. */
	open() {
		const told: string[] = [];
		const conn = {
			bufferedBytes: 0,
			sendText: (text: string) => {
				const { event, payload, ref } = decodeFrame(2, text);
				const { response, status } = payload as { status?: string; response?: { reason?: string } };
				told.push(event === "phx_reply" ? `${ref} ${response?.reason ?? status}` : event);
			},
			...{ push: () => {}, pushBinary: () => {}, pauseUntilDrained: () => {} },
			...{ close: () => {}, terminate: () => {}, ping: () => {} },
		};
		const connection = new Connection(conn, this.#context, 2, ANONYMOUS);
		const send = (topic: string, event: string, ref: string, padding = 0) =>
			connection.text(Buffer.from(JSON.stringify(["1", ref, topic, event, { x: "y".repeat(padding) }])));
		return { conn, send, told };
	}

	/** Accepts a join, counted from 0. */
	async accept(index: number): Promise<void> {
		const { settle, socket } = this.#joins[index]!;
		const channel: Channel = {
			receive: ({ event, payload, ref }) => {
				this.heard.push(String(ref));
				return event === "shout" ? passOnShout(socket, payload) : null;
			},
			left: () => {},
		};
		settle({ channel });
		await Promise.resolve();
		await Promise.resolve();
	}
}

describe("messages for a topic whose join is being decided", () => {
	it("wait up to the bytes of one frame for all topics of a connection; what is more is refused", async () => {
		const rig = new Rig();
		const { send, told } = rig.open();
		send("sensor:a", "phx_join", "join a");
		send("sensor:b", "phx_join", "join b");
		const half = LIMITS.frameBytes / 2 - 100;
		send("sensor:a", "measurement", "a1", half);
		send("sensor:b", "measurement", "b1", half);
		send("sensor:b", "measurement", "b2", half);
		expect(told).toEqual(["b2 rate_limited"]);
		await rig.accept(0);
		expect([told.at(-1), rig.heard]).toEqual(["join a ok", ["a1"]]);
		// What was decided makes room.
		send("sensor:b", "measurement", "b3", half);
		await rig.accept(1);
		expect(rig.heard).toEqual(["a1", "b1", "b3"]);
	});

	it("wait up to a number for each topic", async () => {
		const rig = new Rig();
		const { send, told } = rig.open();
		send("sensor:a", "phx_join", "join");
		for (let k = 0; k < 257; k++) send("sensor:a", "measurement", String(k));
		expect(told).toEqual(["256 rate_limited"]);
		await rig.accept(0);
		expect(rig.heard).toHaveLength(256);
	});
});

describe("what others shout", () => {
	it("is missed by a client that leaves a MiB unread, and by nobody else", async () => {
		const rig = new Rig();
		const [loud, deaf, calm] = [rig.open(), rig.open(), rig.open()];
		for (const [k, { send }] of [loud, deaf, calm].entries()) {
			send("sensor:a", "phx_join", "join");
			await rig.accept(k);
		}
		deaf.conn.bufferedBytes = 1_048_577;
		loud.send("sensor:a", "shout", "1");
		deaf.conn.bufferedBytes = 0;
		loud.send("sensor:a", "shout", "2");
		const shouts = ({ told }: { told: string[] }) => told.filter((event) => event === "shout").length;
		expect([loud, deaf, calm].map(shouts)).toEqual([2, 1, 2]);
	});
});
