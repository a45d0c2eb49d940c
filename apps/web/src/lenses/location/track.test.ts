import { describe, expect, it } from "vitest";
import { destination } from "./geodesy.ts";
import { movement, stretches, type TrackPoint, thin, trackLength } from "./track.ts";

const start = { latitude: 46, longitude: 14 };

function point(timeMs: number, metresNorth: number, extra: Partial<TrackPoint> = {}): TrackPoint {
	const unknown = Number.NaN;
	const place = destination(start, 0, metresNorth);
	return {
		...place,
		timeMs,
		accuracyM: unknown,
		altitudeM: unknown,
		speedMps: unknown,
		headingDeg: unknown,
		...extra,
	};
}

describe("stretches", () => {
	it("does not join points across a pause or an impossible jump", () => {
		const points = [point(0, 0), point(1000, 1), point(4001, 2), point(5001, 3), point(6001, 5000)];
		expect(stretches(points, 1000).map((part) => part.map((each) => each.timeMs))).toEqual([
			[0, 1000],
			[4001, 5001],
			[6001],
		]);
	});

	it("joins a pause of exactly three intervals", () => {
		expect(stretches([point(0, 0), point(3000, 3)], 1000)).toHaveLength(1);
	});

	it("measures only what is drawn", () => {
		const parts = stretches([point(0, 0), point(1000, 10), point(9000, 500), point(10_000, 505)], 1000);
		expect(trackLength(parts)).toBeCloseTo(15, 3);
	});
});

describe("movement", () => {
	it("knows nothing without points", () => {
		expect(movement([])).toEqual({ speedMps: undefined, headingDeg: undefined, estimated: false });
	});

	it("takes the device's own speed and heading", () => {
		const sent = movement([point(0, 0), point(1000, 50, { speedMps: 1.3, headingDeg: 90 })]);
		expect(sent).toEqual({ speedMps: 1.3, headingDeg: 90, estimated: false });
	});

	it("estimates from the last ten seconds and says so", () => {
		const points = [
			point(0, -900),
			...Array.from({ length: 11 }, (_, index) => point(60_000 + index * 1000, index * 2)),
		];
		const found = movement(points);
		expect(found.estimated).toBe(true);
		expect(found.speedMps).toBeCloseTo(2, 5);
		expect(found.headingDeg).toBeCloseTo(0, 5);
	});

	it("gives no direction to someone who stands still", () => {
		expect(movement([point(0, 0), point(5000, 0.5)]).headingDeg).toBeUndefined();
	});
});

describe("thin", () => {
	it("keeps the first and the newest point and the limit", () => {
		const kept = thin([...Array(10_000).keys()], 100);
		expect([kept.length, kept[0], kept[99]]).toEqual([100, 0, 9999]);
		expect(thin([1, 2, 3], 3)).toEqual([1, 2, 3]);
	});
});
