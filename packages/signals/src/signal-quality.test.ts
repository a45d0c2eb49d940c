import { describe, expect, it } from "vitest";
import { SignalQuality } from "./signal-quality.ts";

const RATE = 250;

/** Adds beats at the given intervals in samples; returns the index of the last. */
function beat(quality: SignalQuality, intervals: readonly number[], match: number, noise: number): number {
	let index = 0;
	for (const interval of intervals) {
		index += interval;
		quality.beat(index, match, noise);
	}
	return index;
}

const regular = Array.from({ length: 10 }, () => 200);
const irregular = [200, 90, 310, 150, 400, 120, 260, 80, 350, 200];

describe("SignalQuality", () => {
	it("is 0 before the third beat", () => {
		const quality = new SignalQuality(RATE);
		beat(quality, [200, 200], 1, 0);
		expect(quality.value).toBe(0);
		quality.beat(600, 1, 0);
		expect(quality.value).toBe(1);
	});

	it("believes alike beats at regular intervals even in noise", () => {
		const quality = new SignalQuality(RATE);
		beat(quality, regular, 0.9, 0.5);
		expect(quality.value).toBeCloseTo(0.9, 9);
	});

	it("believes irregular beats only where it is quiet between them", () => {
		const quiet = new SignalQuality(RATE);
		beat(quiet, irregular, 0.9, 0.1);
		expect(quiet.value).toBe(1);
		const noisy = new SignalQuality(RATE);
		beat(noisy, irregular, 0.9, 0.4);
		expect(noisy.value).toBeLessThan(0.5);
	});

	it("does not believe beats that look like nothing before", () => {
		const quality = new SignalQuality(RATE);
		beat(quality, regular, 0.3, 0.1);
		expect(quality.value).toBeLessThanOrEqual(0.3);
	});

	it("is 0 once beats stay away for longer than the rhythm explains", () => {
		const quality = new SignalQuality(RATE);
		const last = beat(quality, regular, 1, 0);
		quality.advance(last + 2.4 * RATE, 200);
		expect(quality.value).toBe(1);
		quality.advance(last + 2.6 * RATE, 200);
		expect(quality.value).toBe(0);
		quality.advance(last + 2.6 * RATE, 1.5 * RATE);
		expect(quality.value).toBe(1);
	});

	it("forgets beats of more than 8 s ago", () => {
		const quality = new SignalQuality(RATE);
		const last = beat(quality, regular, 0.2, 0);
		for (let i = 1; i <= 12; i++) quality.beat(last + i * 200, 1, 0);
		expect(quality.value).toBe(1);
	});

	it("keeps a bounded number of beats, the latest ones", () => {
		const quality = new SignalQuality(RATE);
		let index = 0;
		for (let i = 0; i < 1_000; i++) quality.beat(++index, 0, 1);
		for (let i = 0; i < 40; i++) quality.beat(++index, 1, 1);
		expect(quality.value).toBe(1);
	});
});
