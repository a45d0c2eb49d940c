import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bearing, compassPoint, destination, distance, formatLength } from "./geodesy.ts";

const place = fc.record({
	latitude: fc.double({ min: -80, max: 80, noNaN: true }),
	longitude: fc.double({ min: -179, max: 179, noNaN: true }),
});

describe("geodesy", () => {
	it("measures a degree of longitude on the equator as 111.2 km and a quarter of the globe as 10 008 km", () => {
		expect(distance({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 })).toBeCloseTo(111_195, 0);
		expect(distance({ latitude: 0, longitude: 0 }, { latitude: 90, longitude: 0 }) / 1000).toBeCloseTo(
			10_007.6,
			1,
		);
	});

	it("measures across the date line the short way", () => {
		expect(distance({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBeCloseTo(
			111_195,
			0,
		);
	});

	it("arrives where distance and bearing say", () => {
		fc.assert(
			fc.property(
				place,
				fc.double({ min: 0, max: 359, noNaN: true }),
				fc.integer({ min: 10, max: 500_000 }),
				(a, course, metres) => {
					const b = destination(a, course, metres);
					expect(distance(a, b)).toBeCloseTo(metres, 1);
					const turn = Math.abs(((bearing(a, b) - course + 540) % 360) - 180);
					expect(turn).toBeLessThan(0.01);
				},
			),
		);
	});

	it("names directions and lengths for a person", () => {
		expect([0, 44, 180, 359, -90].map(compassPoint)).toEqual([
			"north",
			"north-east",
			"south",
			"north",
			"west",
		]);
		expect([0.25, 42.4, 999, 1500, 12_345].map(formatLength)).toEqual([
			"0.3 m",
			"42 m",
			"999 m",
			"1.5 km",
			"12 km",
		]);
	});
});
