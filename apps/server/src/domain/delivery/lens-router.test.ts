import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TICK_MS, VIEWER_BACKLOG_BYTES, type WatchLevel } from "./delivery-class.ts";
import { DeliveryBench } from "./testing/delivery-bench.ts";

describe("LensRouter", () => {
	it("encodes a stream once for all viewers of a set and writes once per viewer and window", async () => {
		const bench = new DeliveryBench(3);
		const all = [0, 1, 2].map((index) => bench.topic(index));
		const ends = Array.from({ length: 5 }, () => bench.viewer());
		for (const { viewer } of ends) bench.router.watch(viewer, all, 1);
		expect(bench.groups.size).toBe(1);
		await bench.pass(200);
		for (let k = 0; k < 10; k++)
			for (const attribute of bench.attributes) attribute.append(1_000 + k * 10, k, 0);
		await bench.pass(100);
		for (const { sink } of ends) {
			expect(sink.frames).toBe(1);
			expect(sink.times("s2/ecg")).toHaveLength(10);
		}
	});

	it("flushes at the next tick when a level was idle, then keeps its window", async () => {
		const bench = new DeliveryBench(1);
		const { sink, viewer } = bench.viewer();
		bench.router.watch(viewer, [bench.topic(0)], 1);
		await bench.pass(500);
		bench.attributes[0]!.append(1_000, 1, 0);
		await bench.pass(TICK_MS);
		expect(sink.frames).toBe(1);
		bench.attributes[0]!.append(1_010, 1, 0);
		await bench.pass(75 - TICK_MS);
		expect(sink.frames).toBe(1);
		await bench.pass(2 * TICK_MS);
		expect(sink.frames).toBe(2);
	});

	it("continues live where the seed ends, without gap or overlap", async () => {
		const bench = new DeliveryBench(1);
		const [attribute] = bench.attributes;
		const { sink: first, viewer: early } = bench.viewer();
		bench.router.watch(early, [bench.topic(0)], 1);
		for (let k = 0; k < 100; k++) attribute!.append(1_000 + k * 10, k, 0);
		const { sink, viewer } = bench.viewer();
		bench.router.watch(viewer, [bench.topic(0)], 1, 500);
		for (let k = 100; k < 200; k++) attribute!.append(1_000 + k * 10, k, 0);
		await bench.pass(200);
		expect(sink.times("s0/ecg")).toEqual(Array.from({ length: 151 }, (_, k) => 1_490 + k * 10));
		expect(first.times("s0/ecg")).toHaveLength(200);
		expect(sink.continuous("s0/ecg") && first.continuous("s0/ecg")).toBe(true);
	});

	it("delivers a late sample once, also when its place was already sent", async () => {
		const bench = new DeliveryBench(1);
		const { sink, viewer } = bench.viewer();
		bench.router.watch(viewer, [bench.topic(0)], 1);
		for (const time of [1_000, 1_010, 1_030]) bench.attributes[0]!.append(time, 1, 0);
		await bench.pass(200);
		bench.attributes[0]!.append(1_020, 1, 0);
		bench.attributes[0]!.append(1_040, 1, 0);
		await bench.pass(200);
		expect(sink.times("s0/ecg")).toEqual([1_000, 1_010, 1_030, 1_020, 1_040]);
		expect(sink.continuous("s0/ecg")).toBe(true);
	});

	it("queues nothing for a viewer whose socket is full, and continues with the present once it has drained", async () => {
		const bench = new DeliveryBench(1);
		const { sink, viewer } = bench.viewer();
		const { sink: healthy, viewer: other } = bench.viewer();
		for (const each of [viewer, other]) bench.router.watch(each, [bench.topic(0)], 1);
		sink.bufferedBytes = VIEWER_BACKLOG_BYTES + 1;
		for (let k = 0; k < 50; k++) {
			bench.attributes[0]!.append(1_000 + k * 10, k, 0);
			await bench.pass(TICK_MS);
		}
		expect(sink.frames).toBe(0);
		expect(bench.stalled.size).toBe(1);
		sink.bufferedBytes = 0;
		await bench.pass(TICK_MS);
		expect(sink.times("s0/ecg")).toEqual([1_490]);
		bench.attributes[0]!.append(1_500, 50, 0);
		await bench.pass(200);
		expect(sink.times("s0/ecg")).toEqual([1_490, 1_500]);
		expect(healthy.times("s0/ecg")).toHaveLength(51);
	});

	it("keeps what waits for a stream when the viewer gives up another one", async () => {
		for (const encoding of ["columns", "binary"] as const) {
			const bench = new DeliveryBench(2);
			const { sink, viewer } = bench.viewer(encoding);
			bench.router.watch(viewer, [bench.topic(0), bench.topic(1)], 1);
			await bench.pass(200);
			bench.attributes[0]!.append(1_000, 1, 0);
			bench.router.unwatch(viewer, [bench.topic(1)]);
			await bench.pass(200);
			expect(sink.times("s0/ecg")).toEqual([1_000]);
		}
	});

	it("sends nothing early to the others when one viewer turns to other streams", async () => {
		const bench = new DeliveryBench(3);
		const [still, restless] = [bench.viewer(), bench.viewer()];
		bench.router.watch(still.viewer, [bench.topic(0), bench.topic(1)], 1);
		bench.router.watch(restless.viewer, [bench.topic(1)], 1);
		await bench.pass(200);
		const [before, sentTo] = [still.sink.frames, restless.sink.frames];
		for (let k = 0; k < 10; k++) {
			for (const attribute of bench.attributes) attribute.append(1_000 + k * 10, k, 0);
			bench.router.watch(restless.viewer, [bench.topic(2)], 1);
			bench.router.pause(restless.viewer);
			bench.router.resume(restless.viewer);
			bench.router.unwatch(restless.viewer, [bench.topic(2)]);
		}
		// Only what they both watch is sent, since the one that comes back begins with the present.
		expect(still.sink.times("s0/ecg")).toEqual([]);
		expect(restless.sink.frames).toBeGreaterThan(sentTo);
		await bench.pass(200);
		expect(still.sink.frames - before).toBeLessThanOrEqual(11);
		for (const key of ["s0/ecg", "s1/ecg"]) {
			expect(still.sink.times(key)).toHaveLength(10);
			expect(still.sink.continuous(key)).toBe(true);
		}
		expect(restless.sink.times("s1/ecg")).toHaveLength(10);
	});

	it("forgets topics nobody watches", () => {
		const bench = new DeliveryBench(2);
		const { viewer } = bench.viewer();
		bench.router.watch(viewer, [bench.topic(0), bench.topic(1)], 0);
		bench.router.remove(viewer);
		expect([bench.topics.size, bench.groups.size]).toEqual([0, 0]);
		expect(bench.attributes[0]!.topic).toBeNull();
	});

	it("gives every viewer each sample once and in order, whatever it does (property)", async () => {
		const action = fc.record({
			what: fc.constantFrom(
				"append",
				"append",
				"append",
				"watch",
				"level",
				"unwatch",
				"pause",
				"resume",
				"pass",
			),
			stream: fc.integer({ min: 0, max: 2 }),
			viewer: fc.integer({ min: 0, max: 2 }),
			level: fc.constantFrom<WatchLevel>(0, 1, 2),
			count: fc.integer({ min: 1, max: 12 }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(action, { maxLength: 120 }), async (actions) => {
				const bench = new DeliveryBench(3);
				const ends = [bench.viewer(), bench.viewer("binary"), bench.viewer("binary")];
				const next = [1_000, 1_000, 1_000];
				/** Time of the first sample each watch has to deliver, by viewer and stream; null while not watching. */
				const since: (number | null)[][] = ends.map(() => [null, null, null]);
				const append = (stream: number) => {
					bench.attributes[stream]!.append(next[stream]!, 0, 0);
					next[stream]! += 10;
				};
				for (const { count, level, stream, viewer: at, what } of actions) {
					const { sink, viewer } = ends[at]!;
					const key = `s${stream}/ecg`;
					if (what === "append") for (let k = 0; k < count; k++) append(stream);
					else if (what === "pass") await bench.pass(count * TICK_MS);
					else if (what === "pause") bench.router.pause(viewer);
					else if (what === "resume") bench.router.resume(viewer);
					else if (what === "unwatch") {
						bench.router.unwatch(viewer, [bench.topic(stream)]);
						since[at]![stream] = null;
						sink.received.delete(key);
					} else if (what === "watch" || since[at]![stream] !== null) {
						// A new watch begins with the newest sample there is.
						since[at]![stream] ??= Math.max(1_000, next[stream]! - 10);
						bench.router.watch(viewer, [bench.topic(stream)], level);
					}
				}
				for (const { viewer } of ends) bench.router.resume(viewer);
				await bench.pass(1_000);
				ends.forEach(({ sink }, at) => {
					for (const stream of [0, 1, 2]) {
						const first = since[at]![stream];
						if (first === null || first === undefined) continue;
						const expected = Array.from({ length: (next[stream]! - first) / 10 }, (_, k) => first + k * 10);
						expect(sink.times(`s${stream}/ecg`)).toEqual(expected);
						expect(sink.continuous(`s${stream}/ecg`)).toBe(true);
					}
				});
			}),
			{ numRuns: 500 },
		);
	});
});
