import {
	ByteWriter,
	encodeBinaryBroadcast,
	encodeNumbers,
	encodeStructured,
	FRAME_SEED,
	gapFlags,
	STREAM_FORMAT,
	type ViewerEncoding,
} from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { SensoctoSocket } from "../socket.ts";
import { MemoryNetwork } from "../testing/memory-network.ts";
import { ViewerSession } from "../viewer-session.ts";
import type { SampleBlock } from "./sample-block.ts";

async function opened(encoding: ViewerEncoding) {
	const clock = new FakeClock();
	const network = new MemoryNetwork();
	const errors: unknown[] = [];
	network.respond = (to, frame) => to.reply(frame, "ok", { count: 1 });
	const socket = new SensoctoSocket("ws://server.test", {
		clock,
		random: () => 0.5,
		WebSocket: network.WebSocket,
		onError: (error) => errors.push(error),
	});
	const session = new ViewerSession(socket, { viewId: "v1", encoding });
	socket.connect();
	await session.open();
	const blocks: SampleBlock[] = [];
	const push = (payload: unknown): void =>
		network.socket.deliver(null, null, "viewer:v1", "sensor_batch", payload);
	const columns = (seq: number, times: number[], v: unknown[] = times, more: object = {}): void =>
		push({
			seq: 1,
			server_time: 1,
			...("seed" in more ? { seed: true } : {}),
			columns: { s: { a: { seq, t0: 1_000, dt: times, v, arrived: 1, ...more } } },
		});
	const rows = (attribute: string, rowsOf: object | object[]): void =>
		push({ batch: { s: { [attribute]: rowsOf } } });
	const reconnect = async (): Promise<void> => {
		network.socket.drop(1006);
		await clock.advance(1_000);
	};
	/** Times and gap of the blocks since the last look. */
	const seen = () =>
		blocks.splice(0).map(({ gap, times }) => [[...times].map((t) => t - 1_000), gap?.reason]);
	return {
		blocks,
		columns,
		errors,
		network,
		push,
		reconnect,
		rows,
		seen,
		session,
		take: (b: SampleBlock) => blocks.push(b),
	};
}

describe("ViewerSession.stream", () => {
	it("VS1 reports a refusal and forgets the subscription", async () => {
		const { network, reconnect, session } = await opened("columns");
		network.respond = (to, frame) => to.reply(frame, "error", { reason: "too_many_subscriptions" });
		const stream = session.stream("s", "a", {}, () => undefined);
		await expect(stream).rejects.toMatchObject({ code: "too_many_subscriptions" });
		network.respond = (to, frame) => to.reply(frame, "ok", {});
		await reconnect();
		expect(network.socket.sent("subscribe")).toEqual([]);
	});

	it("VS2 hands over numbers, vectors and JSON from columns", async () => {
		const { blocks, columns, session, take } = await opened("columns");
		await session.stream("s", "a", { seedMs: 5_000 }, take);
		columns(0, [0, 4], [1.5, null], { seed: true });
		columns(2, [8, 12], [1, 2, 3, 4, null, 6]);
		columns(4, [16], [{ n: 1 }]);
		columns(5, []);
		expect(blocks).toEqual([
			{
				times: Float64Array.of(1_000, 1_004),
				values: Float64Array.of(1.5, Number.NaN),
				stride: 1,
				isSeed: true,
				seq: 0,
			},
			{
				times: Float64Array.of(1_008, 1_012),
				values: Float64Array.of(1, 2, 3, 4, Number.NaN, 6),
				stride: 3,
				isSeed: false,
				seq: 2,
			},
			{ times: Float64Array.of(1_016), values: [{ n: 1 }], stride: 1, isSeed: false, seq: 4 },
		]);
	});

	it("VS3 hands over the same from rows, in whatever shape the payloads are", async () => {
		const { blocks, rows, session, take } = await opened("rows");
		await session.stream("s", "hr", {}, take);
		await session.stream("s", "wrist", { attributeType: "accelerometer" }, take);
		await session.stream("s", "note", {}, take);
		await session.stream("s", "button", {}, take);
		rows("hr", [
			{ payload: { bpm: 71 }, timestamp: 1 },
			{ payload: 72, timestamp: 2 },
			{ payload: "?", timestamp: 3 },
		]);
		rows("wrist", { payload: { x: 1, z: 3 }, timestamp: 4 });
		rows("note", [{ payload: { text: "hi" }, timestamp: 5 }]);
		rows("other", [{ payload: 1, timestamp: 6 }]);
		rows("button", [{ payload: 3, timestamp: 7, event: "press" }]);
		expect(blocks.map(({ values, stride }) => [values, stride])).toEqual([
			[Float64Array.of(71, 72, Number.NaN), 1],
			[Float64Array.of(1, Number.NaN, 3), 3],
			[[{ text: "hi" }], 1],
			[Float64Array.of(3, 0), 2],
		]);
	});

	it("VS7 hands over the same from binary frames, and reports one that it cannot read", async () => {
		const { blocks, errors, network, session, take } = await opened("binary");
		await session.stream("s", "wrist", {}, take);
		await session.stream("s", "note", {}, take);
		const epoch = 1_700_000_000_000;
		const block = (stream: number) => ({
			...{ stream, seq: 7, times: [epoch + 4, epoch + 8], count: 2, arrived: epoch + 9, epoch },
		});
		const deliver = (flags: number, write: (writer: ByteWriter) => void): void => {
			const writer = new ByteWriter();
			for (const byte of [STREAM_FORMAT, flags, 1, 0]) writer.u8(byte);
			write(writer);
			const message = { topic: "viewer:v1", event: "sensor_batch", payload: writer.written };
			network.socket.deliverRaw(new Uint8Array(encodeBinaryBroadcast(message)).buffer);
		};
		const vectors = { values: [1, 2, Number.NaN, 4], stride: 2, bits: 64, decimals: 0 } as const;
		deliver(0, (writer) => encodeNumbers(writer, block(3), vectors));
		expect(errors).toEqual([expect.objectContaining({ code: "malformed_frame" })]);
		const streams = ["wrist", "other", "note"].map((attribute_id, index) => ({
			...{ stream: index + 3, sensor_id: "s", attribute_id, stride: index === 0 ? 2 : 1 },
		}));
		network.socket.deliver(null, null, "viewer:v1", "streams", { epoch, streams });
		deliver(FRAME_SEED, (writer) => {
			encodeNumbers(writer, block(3), vectors);
			encodeNumbers(writer, block(4), { ...vectors, values: [1, 2], stride: 1 });
			encodeStructured(writer, block(5), new TextEncoder().encode('[{"n":1},null]'));
		});
		const common = { times: Float64Array.of(epoch + 4, epoch + 8), seq: 7, isSeed: true };
		expect(blocks).toEqual([
			{ ...common, values: Float64Array.of(1, 2, Number.NaN, 4), stride: 2 },
			{ ...common, values: [{ n: 1 }, null], stride: 1 },
		]);
		deliver(FRAME_SEED | gapFlags("your connection"), (writer) => encodeNumbers(writer, block(3), vectors));
		expect(blocks.at(-1)).toMatchObject({ ...common, gap: { reason: "your connection" } });
	});

	it("VS4 marks what the server left out", async () => {
		const { columns, seen, session, take } = await opened("columns");
		await session.stream("s", "a", {}, take);
		columns(100, [0, 1]);
		columns(102, [2]);
		columns(110, [10]);
		columns(111, [11], [11], { gap: { reason: "slow_consumer" } });
		expect(seen()).toEqual([
			[[0, 1], undefined],
			[[2], undefined],
			[[10], "skipped"],
			[[11], "slow_consumer"],
		]);
	});

	it.each(["columns", "rows"] as const)(
		"VS5 gives each sample once over a reconnection (%s)",
		async (encoding) => {
			const { columns, reconnect, rows, seen, session, take } = await opened(encoding);
			const deliver = (seq: number, times: number[], more = {}): void => {
				if (encoding === "columns") columns(seq, times, times, more);
				else
					rows(
						"a",
						times.map((t) => ({ payload: t, timestamp: 1_000 + t })),
					);
			};
			await session.stream("s", "a", { seedMs: 100 }, take);
			deliver(0, [0, 10, 20]);
			await reconnect();
			deliver(500, [0, 10], { seed: true });
			deliver(502, [20, 30], { seed: true });
			deliver(504, [25, 40]);
			await reconnect();
			deliver(0, [90], { seed: true });
			await reconnect();
			deliver(7, [-500]);
			expect(seen()).toEqual([
				[[0, 10, 20], undefined],
				[[30], undefined],
				[[25, 40], undefined],
				[[90], "reconnected"],
				[[-500], "reconnected"],
			]);
		},
	);

	it("VS5 hands over what came to the server late while the viewer was away, and nothing of before it looked", async () => {
		const { blocks, columns, reconnect, seen, session, take } = await opened("columns");
		await session.stream("s", "a", { seedMs: 5_000 }, take);
		columns(3, [3_000, 3_010, 3_030]);
		await reconnect();
		columns(0, [2_990, 3_000, 3_010, 3_020, 3_030], [1, 2, 3, 4, 5], { seed: true });
		columns(5, [3_040], [6]);
		expect(blocks.slice(1).map(({ values }) => [...values])).toEqual([[4], [6]]);
		expect(seen()).toEqual([
			[[3_000, 3_010, 3_030], undefined],
			[[3_020], undefined],
			[[3_040], undefined],
		]);
	});

	it("VS6 shares one subscription among callbacks and ends it with the last", async () => {
		const { blocks, columns, network, session, take } = await opened("columns");
		const stops = [await session.stream("s", "a", {}, take), await session.stream("s", "a", {}, take)];
		columns(0, [0]);
		expect([blocks.length, network.socket.sent("subscribe").length]).toEqual([2, 1]);
		await stops[0]!();
		await stops[0]!();
		columns(1, [1]);
		expect([blocks.length, network.socket.sent("unsubscribe").length]).toEqual([3, 0]);
		await stops[1]!();
		columns(2, [2]);
		expect([blocks.length, network.socket.sent("unsubscribe").length]).toEqual([3, 1]);
	});
});
