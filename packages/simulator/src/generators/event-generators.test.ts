import { describe, expect, it } from "vitest";
import { Eyes } from "../eyes/eyes.ts";
import { ButtonGenerator } from "./button-generator.ts";
import { EyeGenerator } from "./eye-generator.ts";
import type { Generator } from "./generator.ts";
import { Occurrence } from "./generator.ts";
import { StepsGenerator } from "./steps-generator.ts";
import { TapGenerator } from "./tap-generator.ts";

const DAY_S = 86_400;
const START_S = 2_300 * DAY_S;

/** What a generator sends in some seconds, sampled at a rate while the signal runs at a speed. */
function sent(generator: Generator, seconds: number, rateHz: number, speed = 1): unknown[] {
	const step = speed / rateHz;
	const samples = Array.from({ length: seconds * rateHz }, (_, i) =>
		generator.sample(i, START_S + i * step, step),
	);
	return samples.filter((sample) => sample !== undefined);
}

describe("ButtonGenerator", () => {
	it.each([1, 16])("N1 follows each press with the release of the same button, at speed %d", (speed) => {
		const button = new ButtonGenerator(3, { per_minute: 20, buttons: 4 });
		const events = sent(button, 3_600 / speed, 50, speed) as Occurrence[];
		const from = events[0]?.event === "press" ? 0 : 1;
		// Presses shorter than a step of the fast signal are missed whole.
		expect(events.length).toBeGreaterThan(speed === 1 ? 1_200 : 900);
		for (let i = from; i + 1 < events.length; i += 2) {
			expect(events[i]).toEqual(new Occurrence(events[i]?.payload, "press"));
			expect(events[i + 1]).toEqual(new Occurrence(events[i]?.payload, "release"));
		}
		expect(new Set(events.map(({ payload }) => payload))).toEqual(new Set([1, 2, 3, 4]));
	});
});

describe("TapGenerator", () => {
	it("N2 taps as often as asked, from each side", () => {
		const taps = sent(new TapGenerator(4, { per_minute: 6 }), 3_600, 20) as {
			direction: string;
			count: number;
		}[];
		expect(Math.abs(taps.length - 360)).toBeLessThan(60);
		expect(new Set(taps.map(({ direction }) => direction)).size).toBe(6);
		expect(new Set(taps.map(({ count }) => count))).toEqual(new Set([1, 2]));
	});
});

describe("StepsGenerator", () => {
	it("N3 counts up by day, rests at night and begins anew at midnight", () => {
		const steps = new StepsGenerator(5, { cadence: 105, walking: 0.2 });
		const counts = Array.from({ length: 1_440 }, (_, minute) => steps.sample(minute, START_S + 60 * minute));
		expect(counts.every((count, i) => i === 0 || count >= counts[i - 1]!)).toBe(true);
		expect(counts.slice(0, 360).every((count) => count === 0)).toBe(true);
		expect(Math.abs(counts.at(-1)! - 0.2 * 16 * 60 * 105)).toBeLessThan(6_000);
		expect(steps.sample(0, START_S + DAY_S)).toBe(0);
		// Nobody takes two steps at once.
		const seconds = Array.from({ length: 7_200 }, (_, s) => steps.sample(s, START_S + 40_000 + s / 2));
		expect(Math.max(...seconds.slice(1).map((count, i) => count - seconds[i]!))).toBe(1);
	});
});

describe("EyeGenerator", () => {
	it("N4 sends a blink's start and end in turn, about twice seventeen a minute", () => {
		const blinks = sent(new EyeGenerator(new Eyes(7), "eye_blink"), 1_800, 50) as number[];
		expect(blinks.length / 30).toBeGreaterThan(25);
		expect(blinks.length / 30).toBeLessThan(42);
		const from = blinks[0] === 1 ? 0 : 1;
		expect(blinks.slice(from).every((value, i) => value === 1 - (i % 2))).toBe(true);
	});

	it("N5 says now and then whether the glasses are worn, and is silent without them", () => {
		const eyes = new Eyes(6);
		const worn = sent(new EyeGenerator(eyes, "eye_worn"), 3_600, 1) as number[];
		expect(worn.length).toBeGreaterThanOrEqual(120);
		expect(new Set(worn)).toEqual(new Set([0, 1]));
		const off = Array.from({ length: 3_600 }, (_, s) => START_S + s).find((s) => !eyes.wornAt(s))!;
		expect(new EyeGenerator(eyes, "eye_gaze").sample(0, off, 0.02)).toBeUndefined();
		expect(new EyeGenerator(eyes, "eye_gaze").sample(0, off - 60, 0.02)).toMatchObject({
			x: expect.any(Number),
			confidence: expect.any(Number),
		});
	});
});
