import { describe, expect, it } from "vitest";
import { Eyes } from "./eyes.ts";
import { GazePath, mainSequenceSpeed, SCENE_DEG } from "./gaze-path.ts";

const START_S = 2e8;

interface Saccade {
	amplitude: number;
	peak: number;
	seconds: number;
}

/** Finds saccades by speed alone, as eye trackers do: runs faster than 30 °/s. */
function saccades(gaze: GazePath, seconds: number): { found: Saccade[]; still: number } {
	const step = 0.001;
	const point = (i: number): { x: number; y: number } => gaze.at(START_S + i * step);
	const found: Saccade[] = [];
	let [begin, peak, still] = [-1, 0, 0];
	for (let i = 1; i < seconds / step; i++) {
		const [a, b] = [point(i - 1), point(i)];
		const speed = (SCENE_DEG * Math.hypot(b.x - a.x, b.y - a.y)) / step;
		if (speed > 30) {
			if (begin < 0) [begin, peak] = [i - 1, 0];
			peak = Math.max(peak, speed);
			continue;
		}
		still += 1;
		if (begin < 0) continue;
		const from = point(begin);
		const amplitude = SCENE_DEG * Math.hypot(b.x - from.x, b.y - from.y);
		found.push({ amplitude, peak, seconds: (i - begin) * step });
		begin = -1;
	}
	return { found, still: (still * step) / seconds };
}

describe("GazePath", () => {
	it("Y1 moves in saccades whose peak speed follows the main sequence", () => {
		const { found, still } = saccades(new GazePath(3), 60);
		const large = found.filter(({ amplitude }) => amplitude > 2);
		expect(large.length).toBeGreaterThan(50);
		for (const { amplitude, peak } of large) {
			// The drift of the fixation adds a little, and the slow ends of a saccade are not seen.
			expect(Math.abs(peak / mainSequenceSpeed(amplitude) - 1)).toBeLessThan(0.15);
		}
		// An eye rests most of the time.
		expect(still).toBeGreaterThan(0.8);
	});

	it("Y2 takes 20 to 110 ms for a saccade, longer for larger ones", () => {
		const { found } = saccades(new GazePath(4), 60);
		const [small, large] = [
			found.filter(({ amplitude }) => amplitude > 1 && amplitude < 4),
			found.filter(({ amplitude }) => amplitude > 6),
		];
		const mean = (some: Saccade[]): number => some.reduce((sum, one) => sum + one.seconds, 0) / some.length;
		expect(mean(large)).toBeGreaterThan(mean(small));
		for (const { seconds } of [...small, ...large]) {
			expect(seconds).toBeGreaterThan(0.015);
			expect(seconds).toBeLessThan(0.11);
		}
	});
});

describe("Eyes", () => {
	it("Y3 blink 15 to 20 times a minute at random, each for 0.1 to 0.4 s", () => {
		for (const seed of [1, 2, 3]) {
			const { blinks } = new Eyes(seed);
			expect(blinks.perMinute).toBeGreaterThanOrEqual(15);
			expect(blinks.perMinute).toBeLessThanOrEqual(20);
			const starts = blinks.startsDuring(START_S, START_S + 3_600);
			expect(Math.abs(starts.length / 60 - blinks.perMinute)).toBeLessThan(1.7);
			for (const start of starts.slice(0, 50)) {
				expect(blinks.blinkingAt(start + 0.11)).toBe(true);
				const later = starts.find((other) => other > start) ?? start + 1;
				if (later - start > 0.5) expect(blinks.blinkingAt(start + 0.35)).toBe(false);
			}
		}
	});

	it("Y4 close together in a blink, and lose the gaze then", () => {
		const eyes = new Eyes(5);
		const start = eyes.blinks.startsDuring(START_S, START_S + 60)[3]!;
		const shut = Array.from({ length: 100 }, (_, i) => start + i * 0.002);
		const lowest = Math.min(...shut.map((t) => eyes.apertureAt(t).left));
		expect(lowest).toBeLessThan(1);
		expect(Math.min(...shut.map((t) => eyes.apertureAt(t).right))).toBeLessThan(1);
		expect(Math.min(...shut.map((t) => eyes.gazeAt(t).confidence))).toBeLessThan(0.1);
		const open = eyes.apertureAt(start - 0.001);
		expect(open.left).toBeGreaterThan(8);
		expect(Math.abs(open.left - open.right)).toBeLessThan(1.5);
	});

	it("Y5 wear their glasses most of the time", () => {
		const eyes = new Eyes(6);
		const worn = Array.from({ length: 7_200 }, (_, i) => eyes.wornAt(START_S + 5 * i));
		const share = worn.filter(Boolean).length / worn.length;
		expect(share).toBeGreaterThan(0.9);
		expect(share).toBeLessThan(1);
	});

	it.each([
		[0, 0],
		[1, 60],
	])("Y6 take them off at the end of so many turns as is asked: %d", (off_turns, turns) => {
		const eyes = new Eyes(6, { off_turns });
		const first = Math.ceil(START_S / 600);
		const ends = Array.from({ length: 60 }, (_, i) => eyes.wornAt((first + i) * 600 - 1));
		expect(ends.filter((worn) => !worn).length).toBe(turns);
	});
});
