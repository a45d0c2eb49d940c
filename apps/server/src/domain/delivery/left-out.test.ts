import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { TICK_MS, VIEWER_BACKLOG_BYTES } from "./delivery-class.ts";
import { DeliveryBench, type Received } from "./testing/delivery-bench.ts";

const REASON = "left out while the server was busy";

/** Holes in all streams together that {@link faults} can expect to be told: marks are bounded. */
const HOLES = 12;

/** What is wrong with the parts a viewer got of a stream whose samples are 10 ms apart but for its holes. */
function faults(parts: readonly Received[]): string[] {
	return parts.flatMap(({ gap, seq, times }, index) => {
		const before = parts[index - 1];
		const hidden = times.some((time, k) => k > 0 && time - times[k - 1]! > 10);
		if (hidden) return [`a hole within the part from ${times[0]}`];
		if (before === undefined) return [];
		const expected = before.seq + before.times.length;
		const step = times[0]! - before.times.at(-1)!;
		if (seq < expected || step <= 0) return [`${seq} comes again after ${expected}`];
		if (seq > expected) return gap === null || gap === REASON ? [`a jump to ${seq} for ${gap}`] : [];
		return (step > 10 ? REASON : null) === gap ? [] : [`${step} ms before ${seq} for ${gap}`];
	});
}

describe.each(["columns", "binary"] as const)("samples that a device has left out, in %s", (encoding) => {
	let bench: DeliveryBench;

	beforeEach(() => {
		bench = new DeliveryBench(2);
	});

	/** Ten samples from a time on, every 10 ms. */
	function feed(stream: number, from: number): void {
		for (let k = 0; k < 10; k++) bench.attributes[stream]!.append(from + k * 10, k, bench.clock.now());
	}

	/** The first has a hole in a pause; the second goes on as if it had not been asked. */
	function pause(): void {
		feed(0, 1_000);
		feed(1, 1_000);
		bench.pauses.told(true, bench.clock.now());
		feed(0, 9_000);
		feed(1, 1_100);
		bench.pauses.told(false, bench.clock.now());
	}

	const told = (parts: readonly Received[] | undefined) =>
		(parts ?? []).map(({ gap, times }) => [times[0], times.length, gap]);

	it("are told to live viewers where they are missing, and of no other stream", () => {
		const { sink, viewer } = bench.viewer(encoding);
		bench.router.watch(viewer, [bench.topic(0), bench.topic(1)], 1);
		viewer.announce([bench.topic(0), bench.topic(1)]);
		pause();
		bench.router.flush(2);
		expect(told(sink.received.get("s0/ecg"))).toEqual([
			[1_000, 10, null],
			[9_000, 10, REASON],
		]);
		expect(told(sink.received.get("s1/ecg"))).toEqual([[1_000, 20, null]]);
		feed(0, 9_100);
		bench.router.flush(2);
		expect(told(sink.received.get("s0/ecg")).at(-1)).toEqual([9_100, 10, null]);
		expect(sink.continuous("s0/ecg")).toBe(true);
	});

	it("begin a frame that starts behind them with its reason", () => {
		const { sink, viewer } = bench.viewer(encoding);
		feed(0, 1_000);
		bench.router.watch(viewer, [bench.topic(0)], 1);
		bench.pauses.told(true, bench.clock.now());
		feed(0, 9_000);
		bench.router.flush(2);
		expect(told(sink.received.get("s0/ecg"))).toEqual([
			[1_090, 1, null],
			[9_000, 10, REASON],
		]);
	});

	it("are told in seeds too", () => {
		pause();
		feed(0, 9_100);
		const { sink, viewer } = bench.viewer(encoding);
		bench.router.watch(viewer, [bench.topic(0), bench.topic(1)], 1, 60_000);
		expect(told(sink.received.get("s0/ecg"))).toEqual([
			[1_000, 10, null],
			[9_000, 20, REASON],
		]);
		expect(told(sink.received.get("s1/ecg"))).toEqual([[1_000, 20, null]]);
	});

	it.each([false, true])(
		"are told of streams at a screen's resolution (already there: %s)",
		async (already) => {
			const { sink, viewer } = bench.viewer(encoding);
			viewer.columns.set(bench.topic(0), 64);
			if (already) bench.router.watch(viewer, [bench.topic(0)], 1);
			pause();
			if (!already) bench.router.watch(viewer, [bench.topic(0)], 1, 60_000);
			feed(0, 9_100);
			await bench.pass(1_000);
			const parts = told(sink.received.get("s0/ecg"));
			expect(parts.map(([, , gap]) => gap)).toContain(REASON);
			const first = parts.find(([, , gap]) => gap !== null)!;
			expect(first[0]).toBeGreaterThanOrEqual(8_960);
			expect(parts.filter(([, , gap]) => gap !== null)).toHaveLength(1);
		},
	);
});

describe("holes and viewers that come and go", () => {
	it("are told once each, and no sample twice or out of order (property)", async () => {
		const action = fc.record({
			what: fc.constantFrom("append", "append", "hole", "pass", "fill", "drain", "pause", "resume"),
			stream: fc.integer({ min: 0, max: 1 }),
			viewer: fc.integer({ min: 0, max: 1 }),
			count: fc.integer({ min: 1, max: 12 }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(action, { maxLength: 80 }), async (actions) => {
				const bench = new DeliveryBench(2);
				bench.pauses.told(true, 0);
				const next = [1_000, 1_000];
				let holes = 0;
				const ends = [bench.viewer("columns"), bench.viewer("binary")];
				for (const { viewer } of ends) {
					bench.router.watch(viewer, [bench.topic(0)], 0);
					bench.router.watch(viewer, [bench.topic(1)], 1);
					viewer.announce([bench.topic(0), bench.topic(1)]);
				}
				for (const { count, stream, viewer: at, what } of actions) {
					const { sink, viewer } = ends[at]!;
					if (what === "pass") await bench.pass(count * TICK_MS);
					else if (what === "fill") sink.bufferedBytes = VIEWER_BACKLOG_BYTES + 1;
					else if (what === "drain") sink.bufferedBytes = 0;
					else if (what === "pause") bench.router.pause(viewer);
					else if (what === "resume") bench.router.resume(viewer);
					else if (what === "hole" && holes++ < HOLES) next[stream]! += 5_000;
					else {
						for (let k = 0; k < count; k++) {
							next[stream]! += 10;
							bench.attributes[stream]!.append(next[stream]!, 0, 0);
						}
					}
				}
				for (const { sink, viewer } of ends) {
					sink.bufferedBytes = 0;
					bench.router.resume(viewer);
				}
				await bench.pass(1_000);
				for (const { sink } of ends) {
					for (const stream of [0, 1]) expect(faults(sink.received.get(`s${stream}/ecg`) ?? [])).toEqual([]);
				}
			}),
			{ numRuns: 500 },
		);
	});
});
