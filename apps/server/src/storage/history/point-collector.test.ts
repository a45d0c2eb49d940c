import { minMaxDecimate } from "@sensocto/signals";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LastCollector, MinMaxCollector } from "./point-collector.ts";

const series = fc
	.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
		minLength: 2,
		maxLength: 400,
	})
	.map((steps) => {
		let t = 0;
		return steps.map(([step, value]) => {
			t += step;
			return { t, value };
		});
	});

describe("MinMaxCollector", () => {
	it("keeps what min/max decimation of the whole series keeps", () => {
		fc.assert(
			fc.property(series, fc.integer({ min: 2, max: 60 }), (samples, maxPoints) => {
				const from = samples[0]!.t;
				const to = samples.at(-1)!.t;
				const collector = new MinMaxCollector({ from, to, maxPoints });
				for (const { t, value } of samples) collector.add(t, [value], 0);
				const points = collector.points();
				if (samples.length <= maxPoints) {
					expect(points).toEqual({
						t: samples.map(({ t }) => t),
						v: samples.map((s) => s.value),
						decimated: false,
					});
					return;
				}
				const whole = minMaxDecimate(
					samples.map(({ t }) => t),
					samples.map(({ value }) => value),
					Math.floor(maxPoints / 2),
					{ from, to },
				);
				expect(points.t.length).toBeLessThanOrEqual(maxPoints);
				expect(Array.from(points.v)).toEqual(Array.from(whole.v));
				expect(points.decimated).toBe(true);
			}),
		);
	});

	it("keeps one NaN of a stretch without numbers", () => {
		const collector = new MinMaxCollector({ from: 0, to: 8, maxPoints: 4 });
		for (let t = 0; t < 4; t += 1) collector.add(t, [t], 0);
		for (let t = 4; t < 8; t += 1) collector.add(t, [Number.NaN], 0);
		expect(collector.points()).toEqual({ t: [0, 3, 4], v: [0, 3, Number.NaN], decimated: true });
	});
});

describe("LastCollector", () => {
	it("keeps whole samples: the last of each stretch once there are too many", () => {
		const collector = new LastCollector({ from: 0, to: 100, maxPoints: 10 }, 2);
		for (let t = 0; t < 100; t += 1) collector.add(t, [t, -t], 0);
		expect(collector.points()).toEqual({
			t: [9, 19, 29, 39, 49, 59, 69, 79, 89, 99],
			v: [9, -9, 19, -19, 29, -29, 39, -39, 49, -49, 59, -59, 69, -69, 79, -79, 89, -89, 99, -99],
			decimated: true,
		});
	});
});
