import { describe, expect, it } from "vitest";
import { GRID_MS } from "./grid-resampler.ts";
import { PhaseTrack, phaseNumber } from "./phase-track.ts";

const TAU = 2 * Math.PI;

/** Feeds 25 samples a second of breathing at 1/4 Hz, from one second to another. */
function feed(track: PhaseTrack, fromS: number, toS: number, wave = breath): void {
	for (let i = fromS * 25; i < toS * 25; i++) track.push(i * 40, wave(i / 25));
}

function breath(seconds: number): number {
	return 50 + 20 * Math.cos(TAU * 0.25 * seconds);
}

function phase(track: PhaseTrack, n: number): number {
	return Math.atan2(track.sin(n), track.cos(n));
}

describe("PhaseTrack", () => {
	it("has no phase before 30 s of signal, and says why", () => {
		const track = new PhaseTrack(2_000);
		expect([track.refusal, track.end, track.quality]).toEqual(["too short", Number.NaN, 0]);
		feed(track, 0, 29);
		expect(track.refusal).toBe("too short");
		expect(track.start).toBeNaN();
		feed(track, 29, 32);
		expect(track.refusal).toBeUndefined();
		expect(track.start).toBe(phaseNumber(27_750));
	});

	it("reads phases 2 s before the end, and the rate", () => {
		const track = new PhaseTrack(2_000);
		feed(track, 0, 90);
		expect(track.end).toBe(phaseNumber(88_000) - 1);
		for (let n = track.end - 100; n < track.end; n++) {
			const error = phase(track, n) - (TAU * 0.25 * n * GRID_MS) / 1_000;
			expect(Math.abs(Math.atan2(Math.sin(error), Math.cos(error)))).toBeLessThan(0.07);
			expect(track.cos(n) ** 2 + track.sin(n) ** 2).toBeCloseTo(1, 5);
		}
		expect(track.rateHz(track.end - 1)).toBeCloseTo(0.25, 2);
		expect(track.quality).toBeGreaterThan(0.95);
	});

	it("refuses noise faster than breathing", () => {
		const track = new PhaseTrack(2_000);
		feed(track, 0, 40, (s) => Math.sin(TAU * 1.3 * s));
		expect(track.refusal).toBe("not rhythmic");
		expect([track.cos(track.end - 1), track.rateHz(track.end - 1)]).toEqual([0, undefined]);
	});

	it("refuses a window with a gap of more than 2 s, and keeps the phases before it", () => {
		const track = new PhaseTrack(2_000);
		feed(track, 0, 60);
		feed(track, 62.4, 80);
		expect(track.refusal).toBe("gap");
		expect(track.cos(phaseNumber(57_000))).not.toBe(0);
		expect(track.cos(phaseNumber(70_000))).toBe(0);
		feed(track, 80, 93);
		expect(track.refusal).toBeUndefined();
		expect(track.start).toBe(phaseNumber(27_750));
	});

	it("starts anew after more than a minute without phases", () => {
		const track = new PhaseTrack(2_000);
		feed(track, 0, 60);
		feed(track, 110, 150);
		expect(track.start).toBeGreaterThan(phaseNumber(137_000));
		feed(track, 10_000, 10_040);
		expect(track.start).toBeGreaterThan(phaseNumber(10_020_000));
	});
});
