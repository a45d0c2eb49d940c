import { attributeType } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import type { TrendSegment } from "../../charts/trend/trend-segment.ts";
import { positionPoints } from "./position-points.ts";

const none = Number.NaN;

function segment(rows: readonly (readonly number[])[]): TrendSegment {
	return {
		length: rows.length,
		stride: 7,
		breakMs: 3000,
		gaps: [],
		decimated: false,
		samples: rows.length,
		time: (index) => rows[index]?.[0] ?? none,
		value: (index, component) => rows[index]?.[component + 1] ?? none,
	};
}

describe("positionPoints", () => {
	const rows = [
		[1000, none, none, none, none, none, none, 0],
		[2000, 46, 14, 5, 300, 1.5, 90, 2],
		[3000, 46.001, 14, none, none, none, none, 2],
		[9000, 47, 14, none, none, none, none, 2],
	];

	it("leaves out a receiver that still searches and what lies outside the stretch", () => {
		const { points, intervalMs } = positionPoints([segment(rows)], attributeType("geolocation"), 0, 5000);
		expect(points.map((point) => point.timeMs)).toEqual([2000, 3000]);
		expect(intervalMs).toBe(1000);
	});

	it("keeps what the device sent beside the place", () => {
		const { points } = positionPoints([segment(rows)], attributeType("geolocation"), 0, 2500);
		expect(points[0]).toEqual({
			timeMs: 2000,
			latitude: 46,
			longitude: 14,
			accuracyM: 5,
			altitudeM: 300,
			speedMps: 1.5,
			headingDeg: 90,
		});
	});
});
