import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { ClockOffset } from "./clock-offset.ts";

interface Device {
	readonly offsetMs: number;
	readonly driftPpm?: number;
	readonly oneWayMs: number;
	readonly jitterMs: number;
}

/** Feeds one minute of samples at 10 Hz from a device whose clock and network are known. */
function observe(estimator: ClockOffset, device: Device, from: number, rng: SeededRng): number {
	const { driftPpm = 0, jitterMs, offsetMs, oneWayMs } = device;
	let trueOffset = offsetMs;
	for (let k = 0; k < 600; k++) {
		const sent = from + k * 100;
		trueOffset = offsetMs + (k * 100 * driftPpm) / 1e6;
		estimator.observe(sent - trueOffset, sent + oneWayMs + rng.next() * jitterMs);
	}
	return trueOffset;
}

describe("ClockOffset", () => {
	it("knows nothing before the first sample", () => {
		expect(new ClockOffset().estimate).toBeNull();
	});

	it("is within the larger of 5 ms and half the round trip, for any offset, drift and jitter", () => {
		const rng = new SeededRng(7);
		for (let run = 0; run < 200; run++) {
			const estimator = new ClockOffset();
			const oneWayMs = 1 + rng.next() * 40;
			const rttMs = oneWayMs * 2;
			estimator.observeRoundTrip(rttMs);
			const device = {
				offsetMs: (rng.next() - 0.5) * 14_400_000,
				driftPpm: (rng.next() - 0.5) * 400,
				oneWayMs,
				jitterMs: rng.next() * 200,
			};
			const truth = observe(estimator, device, 1_000_000_000, rng);
			const { offsetMs, uncertaintyMs } = estimator.estimate!;
			expect(uncertaintyMs).toBe(rttMs / 2);
			expect(Math.abs(offsetMs - truth)).toBeLessThanOrEqual(Math.max(5, rttMs / 2));
		}
	});

	it("takes a clock for right when batching alone explains how late its samples come", () => {
		const estimator = new ClockOffset();
		estimator.observeRoundTrip(2);
		for (let k = 0; k < 60; k++) estimator.observe(k * 1_000, k * 1_000 + 173, 1_000);
		expect(estimator.estimate).toEqual({ offsetMs: 0, uncertaintyMs: 173 });
		for (let k = 60; k < 120; k++) estimator.observe(k * 1_000 - 7_200_000, k * 1_000 + 173, 1_000);
		expect(estimator.estimate!.offsetMs).toBeCloseTo(7_200_172, 0);
	});

	it("starts anew when the device's clock jumps forward", () => {
		const rng = new SeededRng(8);
		const estimator = new ClockOffset();
		estimator.observeRoundTrip(10);
		observe(estimator, { offsetMs: 0, oneWayMs: 5, jitterMs: 2 }, 1_000_000, rng);
		observe(estimator, { offsetMs: -30_000, oneWayMs: 5, jitterMs: 2 }, 1_060_000, rng);
		expect(Math.abs(estimator.estimate!.offsetMs + 30_000)).toBeLessThanOrEqual(5);
	});

	it("follows a clock that jumps back within two buckets", () => {
		const rng = new SeededRng(9);
		const estimator = new ClockOffset();
		estimator.observeRoundTrip(10);
		observe(estimator, { offsetMs: 0, oneWayMs: 5, jitterMs: 2 }, 1_000_000, rng);
		observe(estimator, { offsetMs: 30_000, oneWayMs: 5, jitterMs: 2 }, 1_060_000, rng);
		expect(Math.abs(estimator.estimate!.offsetMs - 30_000)).toBeLessThanOrEqual(5);
	});
});
