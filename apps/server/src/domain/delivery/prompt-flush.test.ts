import type { Scope } from "@sensocto/supervision";
import { beforeEach, describe, expect, it } from "vitest";
import { BURST_SAMPLES, DELIVERY_WINDOWS_MS } from "./delivery-class.ts";
import { PromptFlush } from "./prompt-flush.ts";
import { DeliveryBench } from "./testing/delivery-bench.ts";

/** Lets what the present callback has left to do happen. */
const callbackEnds = () => Promise.resolve();

describe("PromptFlush", () => {
	let bench: DeliveryBench;
	let close: () => void;

	beforeEach(async () => {
		bench = new DeliveryBench(2);
		const disposals: (() => unknown)[] = [];
		close = () => {
			for (const dispose of disposals) dispose();
		};
		const scope: Pick<Scope, "bind" | "defer"> = {
			bind: (fn) => fn,
			defer: (dispose) => {
				disposals.push(dispose);
				return () => {};
			},
		};
		new PromptFlush(bench.topics, bench.router).start(scope as Scope);
		await bench.clock.advance(1_000);
	});

	function watch(level: 0 | 1 | 2) {
		const { sink, viewer } = bench.viewer("binary");
		bench.router.watch(viewer, [bench.topic(0), bench.topic(1)], level);
		return sink;
	}

	it.each([0, 1, 2] as const)(
		"sends the first samples after a pause at once, in one frame (level %i)",
		async (level) => {
			const sink = watch(level);
			for (const attribute of bench.attributes) attribute.append(1_000, 1, 0);
			bench.attributes[0]!.append(1_010, 2, 0);
			expect(sink.frames).toBe(0);
			await callbackEnds();
			expect(sink.frames).toBe(1);
			expect(sink.times("s0/ecg")).toEqual([1_000, 1_010]);
			expect(sink.times("s1/ecg")).toEqual([1_000]);
		},
	);

	it("lets samples wait for the tick while a window has not passed", async () => {
		const sink = watch(1);
		bench.attributes[0]!.append(1_000, 1, 0);
		await callbackEnds();
		await bench.clock.advance(DELIVERY_WINDOWS_MS[1] / 2);
		bench.attributes[0]!.append(1_010, 2, 0);
		await callbackEnds();
		expect(sink.frames).toBe(1);
		await bench.pass(DELIVERY_WINDOWS_MS[1]);
		expect(sink.times("s0/ecg")).toEqual([1_000, 1_010]);
	});

	it("sends a burst of a focused stream without waiting, each sample once", async () => {
		const sink = watch(0);
		for (let k = 0; k < 10 * BURST_SAMPLES; k++) {
			bench.attributes[0]!.append(1_000 + k, k, 0);
			if (k % 50 === 0) await callbackEnds();
		}
		await bench.pass(100);
		expect(sink.times("s0/ecg")).toEqual(Array.from({ length: 10 * BURST_SAMPLES }, (_, k) => 1_000 + k));
		expect(sink.continuous("s0/ecg")).toBe(true);
		expect(sink.frames).toBeGreaterThan(5);
		expect(sink.frames).toBeLessThan(12);
	});

	it("lets a burst of a stream on screen wait for its window", async () => {
		const sink = watch(1);
		for (let k = 0; k < 10 * BURST_SAMPLES; k++) {
			bench.attributes[0]!.append(1_000 + k, k, 0);
			if (k % 50 === 0) await callbackEnds();
		}
		expect(sink.frames).toBe(1);
	});

	it("does nothing more once its scope has closed", async () => {
		const sink = watch(0);
		close();
		bench.attributes[0]!.append(1_000, 1, 0);
		await callbackEnds();
		expect(sink.frames).toBe(0);
	});
});
