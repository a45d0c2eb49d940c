import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TICK_MS, VIEWER_BACKLOG_BYTES, VIEWER_THINNED_BYTES } from "./delivery-class.ts";
import { DeliveryBench, type Received } from "./testing/delivery-bench.ts";

const FULL = VIEWER_BACKLOG_BYTES + 1;

/** What is wrong with the parts a viewer got of a stream whose samples are 10 ms apart; nothing when all is well. */
function faults(parts: readonly Received[]): string[] {
	return parts.flatMap(({ gap, seq, times }, index) => {
		const before = parts[index - 1];
		if (before === undefined) return [];
		const expected = before.seq + before.times.length;
		if (seq < expected || times[0]! <= before.times.at(-1)!) return [`${seq} comes again after ${expected}`];
		if (seq > expected !== (gap !== null)) return [`from ${expected} to ${seq} with the gap ${gap}`];
		return times[0]! - before.times.at(-1)! === (seq - expected + 1) * 10 ? [] : [`${seq} counts wrong`];
	});
}

describe("a viewer whose socket is full", () => {
	it.each(["columns", "binary"] as const)(
		"gets the newest sample of each stream that moved on, with the reason (%s)",
		async (encoding) => {
			const bench = new DeliveryBench(3);
			const { sink, viewer } = bench.viewer(encoding);
			bench.router.watch(viewer, [bench.topic(0), bench.topic(1)], 1);
			bench.router.watch(viewer, [bench.topic(2)], 0);
			const append = (stream: number, time: number) => bench.attributes[stream]!.append(time, time, 0);
			for (const stream of [0, 1, 2]) append(stream, 1_000);
			await bench.pass(200);
			sink.bufferedBytes = FULL;
			append(1, 1_010); // In the frame that finds the socket full, and the last of its stream.
			await bench.pass(200);
			for (let k = 1; k < 5; k++) append(0, 1_000 + k * 10);
			await bench.pass(200);
			sink.bufferedBytes = 0;
			await bench.pass(TICK_MS);
			const last = (stream: number) => sink.received.get(`s${stream}/ecg`)!.at(-1);
			expect(last(0)).toEqual({ seq: 4, times: [1_040], gap: "your connection" });
			expect(last(1)).toEqual({ seq: 1, times: [1_010], gap: null });
			expect(last(2)).toEqual({ seq: 0, times: [1_000], gap: null });
			append(0, 1_050);
			await bench.pass(200);
			expect(last(0)).toEqual({ seq: 5, times: [1_050], gap: null });
		},
	);

	it.each([VIEWER_THINNED_BYTES + 1, FULL])("misses no event (%i bytes unsent)", async (unsent) => {
		const bench = new DeliveryBench(1, "button");
		const { sink, viewer } = bench.viewer();
		bench.router.watch(viewer, [bench.topic(0)], 1);
		sink.bufferedBytes = unsent;
		const times = Array.from({ length: 300 }, (_, k) => 1_000 + k * 10);
		for (const time of times) {
			bench.attributes[0]!.append(time, Float64Array.of(1, 0), 0);
			await bench.pass(TICK_MS);
		}
		sink.bufferedBytes = 0;
		await bench.pass(200);
		expect(sink.times("s0/ecg")).toEqual(times);
		expect(sink.continuous("s0/ecg")).toBe(true);
	});

	it("gets no seed, but the newest sample once it has drained", async () => {
		const bench = new DeliveryBench(1);
		const { sink, viewer } = bench.viewer();
		for (let k = 0; k < 9; k++) bench.attributes[0]!.append(1_000 + k * 10, k, 0);
		sink.bufferedBytes = FULL;
		bench.router.watch(viewer, [bench.topic(0)], 1, 60_000);
		await bench.pass(200);
		expect(sink.frames).toBe(0);
		sink.bufferedBytes = 0;
		await bench.pass(TICK_MS);
		expect(sink.received.get("s0/ecg")).toEqual([{ seq: 8, times: [1_080], gap: "your connection" }]);
	});

	it("that was hidden gets a late sample that came meanwhile, and nothing twice", async () => {
		const bench = new DeliveryBench(1);
		const { sink, viewer } = bench.viewer();
		bench.router.watch(viewer, [bench.topic(0)], 1);
		const append = (time: number) => bench.attributes[0]!.append(time, time, 0);
		for (const time of [1_000, 1_020, 1_030]) append(time);
		await bench.pass(200);
		bench.router.pause(viewer);
		for (const time of [1_010, 1_040, 1_035]) append(time);
		bench.router.resume(viewer);
		expect(sink.times("s0/ecg")).toEqual([1_000, 1_020, 1_030, 1_010, 1_035, 1_040]);
		expect(sink.continuous("s0/ecg")).toBe(true);
	});

	it("that leaves while its socket is full is forgotten", async () => {
		const bench = new DeliveryBench(1);
		const { sink, viewer } = bench.viewer();
		bench.router.watch(viewer, [bench.topic(0)], 1);
		sink.bufferedBytes = FULL;
		bench.attributes[0]!.append(1_000, 1, 0);
		bench.router.remove(viewer);
		expect([bench.stalled.size, bench.topics.size, bench.groups.size]).toEqual([0, 0, 0]);
	});

	it("that was hidden longer than memory reaches is told so", async () => {
		const bench = new DeliveryBench(1);
		const { sink, viewer } = bench.viewer();
		bench.router.watch(viewer, [bench.topic(0)], 1);
		const [attribute] = bench.attributes;
		attribute!.append(1_000, 1, 0);
		await bench.pass(200);
		bench.router.pause(viewer);
		for (let k = 1; attribute!.ring.tail < 2; k++) attribute!.append(1_000 + k * 10, k, 0);
		bench.router.resume(viewer);
		expect(sink.received.get("s0/ecg")!.map(({ gap }) => gap)).toEqual([null, "page not shown"]);
	});

	it("that was hidden for hours gets the last one, and is told so; but every event", async () => {
		for (const type of ["heartrate", "button"]) {
			const bench = new DeliveryBench(1, type);
			bench.attributes[0]!.meta = { ...bench.attributes[0]!.meta, samplingRateHz: 0.1 };
			const { sink, viewer } = bench.viewer();
			bench.router.watch(viewer, [bench.topic(0)], 1);
			bench.router.pause(viewer);
			for (let k = 0; k < 1_000; k++) bench.attributes[0]!.append(k * 10_000, k, 0);
			bench.router.resume(viewer);
			const [part, ...more] = sink.received.get("s0/ecg")!;
			expect(more).toEqual([]);
			expect([part!.times.length, part!.gap]).toEqual(
				type === "button" ? [1_000, null] : [361, "page not shown"],
			);
		}
	});

	it("never gets a sample twice or out of order, and every jump has its reason (property)", async () => {
		const action = fc.record({
			what: fc.constantFrom("append", "append", "pass", "fill", "drain", "pause", "resume"),
			stream: fc.integer({ min: 0, max: 2 }),
			viewer: fc.integer({ min: 0, max: 1 }),
			count: fc.integer({ min: 1, max: 12 }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(action, { maxLength: 100 }), async (actions) => {
				const bench = new DeliveryBench(3);
				const next = [1_000, 1_000, 1_000];
				const append = (stream: number) => {
					next[stream]! += 10;
					bench.attributes[stream]!.append(next[stream]!, 0, 0);
				};
				const ends = [bench.viewer("columns"), bench.viewer("binary")];
				for (const { viewer } of ends) {
					bench.router.watch(viewer, [bench.topic(0)], 0);
					bench.router.watch(viewer, [bench.topic(1), bench.topic(2)], 1);
				}
				for (const { count, stream, viewer: at, what } of actions) {
					const { sink, viewer } = ends[at]!;
					if (what === "pass") await bench.pass(count * TICK_MS);
					else if (what === "fill") sink.bufferedBytes = FULL;
					else if (what === "drain") sink.bufferedBytes = 0;
					else if (what === "pause") bench.router.pause(viewer);
					else if (what === "resume") bench.router.resume(viewer);
					else for (let k = 0; k < count; k++) append(stream);
				}
				for (const { sink, viewer } of ends) {
					sink.bufferedBytes = 0;
					bench.router.resume(viewer);
				}
				await bench.pass(1_000);
				for (const { sink } of ends) {
					for (const stream of [0, 1, 2]) {
						const parts = sink.received.get(`s${stream}/ecg`) ?? [];
						expect(faults(parts)).toEqual([]);
						expect(parts.at(-1)?.times.at(-1) ?? 1_000).toBe(next[stream]);
					}
				}
			}),
			{ numRuns: 500 },
		);
	});
});
