import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RING_LIMIT, SampleRing } from "./sample-ring.ts";

function contents(ring: SampleRing): [number, number][] {
	return Array.from({ length: ring.length }, (_, i) => [ring.time(i), ring.value(i)]);
}

describe("SampleRing", () => {
	it("never holds more than its limit and keeps the newest", () => {
		const ring = new SampleRing(1, false);
		const dt = Array.from({ length: 4096 }, (_, i) => i);
		for (let block = 0; block < 36; block++) ring.append(block * 4096, dt, dt, 0);
		expect(ring.length).toBe(RING_LIMIT);
		expect(ring.lastTime).toBe(36 * 4096 - 1);
		expect(ring.time(0)).toBe(36 * 4096 - RING_LIMIT);
	});

	it("overwrites what is older than 5.5 minutes instead of growing", () => {
		const ring = new SampleRing(1, false);
		for (let second = 0; second < 2000; second++) ring.append(second * 10_000, [0], [second], 0);
		expect(ring.length).toBe(256);
		expect(ring.value(0)).toBe(2000 - 256);
	});

	it("keeps times in order with their values, however late samples come", () => {
		fc.assert(
			fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 600 }), (times) => {
				const ring = new SampleRing(1, true);
				for (const time of times) ring.append(time, [0], [time * 2], 0);
				const held = contents(ring);
				expect(held).toEqual(held.toSorted((a, b) => a[0] - b[0]));
				for (const [time, value] of held) expect(value).toBe(time * 2);
				expect(held.map(([time]) => time)).toEqual(times.toSorted((a, b) => a - b));
			}),
		);
	});

	it("stores null as a missing number and skips the samples told", () => {
		const ring = new SampleRing(2, true);
		expect(ring.append(100, [0, 5], [1, 2, null, 4], 1)).toBe(false);
		expect(new SampleRing(1, true).append(0, [5, 3], [0, 0], 0)).toBe(true);
		expect(ring.length).toBe(1);
		expect(ring.time(0)).toBe(105);
		expect(ring.value(0, 0)).toBeNaN();
		expect(ring.value(0, 1)).toBe(4);
	});

	it("finds the first sample later than a time", () => {
		const ring = new SampleRing(1, true);
		ring.append(0, [0, 10, 10, 20], [0, 0, 0, 0], 0);
		expect([-1, 0, 10, 15, 20].map((time) => ring.indexAfter(time))).toEqual([0, 1, 3, 3, 4]);
	});

	it("measures the rate of fast and of slow streams", () => {
		const fast = new SampleRing(1, false);
		fast.append(
			0,
			Array.from({ length: 2500 }, (_, i) => i * 4),
			new Array(2500).fill(0),
			0,
		);
		expect(fast.rateHz()).toBeCloseTo(250, 6);
		const slow = new SampleRing(1, false);
		slow.append(0, [0, 60_000, 120_000], [0, 0, 0], 0);
		expect(slow.rateHz()).toBeCloseTo(1 / 60, 9);
		expect(new SampleRing(1, false).rateHz()).toBe(0);
	});
});
