import { describe, expect, it } from "vitest";
import { SampleRing } from "../stores/sample-ring.ts";
import { gazeTrail } from "./gaze-trail.ts";

function ringOf(samples: readonly (readonly [t: number, x: number, y: number, confidence: number])[]) {
	const ring = new SampleRing(3, false);
	ring.append(
		0,
		samples.map(([t]) => t),
		samples.flatMap(([, ...values]) => values),
		0,
	);
	return ring;
}

describe("gazeTrail", () => {
	it("is nothing before the first sample", () => {
		expect(gazeTrail(ringOf([[100, 0.5, 0.5, 1]]), 99)).toBeUndefined();
	});

	it("keeps a blink out of the way and does not say where closed eyes look", () => {
		const ring = ringOf([
			[0, 0.1, 0.2, 0.9],
			[20, 0.9, 0.9, 0.1],
			[40, 0.3, 0.4, 0.9],
			[60, Number.NaN, Number.NaN, 0.9],
		]);
		expect(gazeTrail(ring, 20)).toMatchObject({ sure: false, x: undefined, y: undefined });
		expect(gazeTrail(ring, 40)).toEqual({ t: 40, x: 30, y: 40, sure: true, path: "30,40 10,20" });
		expect(gazeTrail(ring, 60)?.sure).toBe(false);
	});

	it("ends the way after 1.2 s and keeps it short at any rate", () => {
		const ring = ringOf(Array.from({ length: 1000 }, (_, index) => [index * 5, index / 1000, 0.5, 1]));
		const points = gazeTrail(ring, 4995)!.path.split(" ");
		expect(points.length).toBeLessThanOrEqual(60);
		expect(Number(points.at(-1)!.split(",")[0])).toBeGreaterThan(75);
	});

	it("holds a gaze beyond the field at its edge, and takes one without a confidence", () => {
		expect(gazeTrail(ringOf([[0, 1.4, -0.2, Number.NaN]]), 0)).toMatchObject({ x: 100, y: 0, sure: true });
	});
});
