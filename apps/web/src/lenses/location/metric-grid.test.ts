import { describe, expect, it } from "vitest";
import { distance } from "./geodesy.ts";
import { graticule, MAX_GRID_LINES, metricGrid, ring, roundStep } from "./metric-grid.ts";

const anchor = { latitude: 45.75, longitude: 14.36 };
const bounds = { south: 45.745, west: 14.35, north: 45.755, east: 14.37 };

describe("metricGrid", () => {
	it("draws nothing rather than thousands of lines", () => {
		expect(metricGrid(bounds, anchor, 0.01)).toEqual([]);
	});

	it("spaces lines by the step in metres and labels them with direction", () => {
		const lines = metricGrid(bounds, anchor, 100).filter((line) => line.axis === "longitude");
		const [a, b] = lines.slice(0, 2);
		const metres = distance(
			{ latitude: 45.75, longitude: a?.at ?? 0 },
			{ latitude: 45.75, longitude: b?.at ?? 0 },
		);
		expect(metres).toBeCloseTo(100, 1);
		expect(lines.map((line) => line.label)).toContain("0");
		expect(lines[0]?.label).toBe("700 m W");
		expect(lines.filter((line) => line.major).map((line) => line.label)).toEqual(["500 m W", "0", "500 m E"]);
	});
});

describe("roundStep", () => {
	it("returns one, two or five times a power of ten", () => {
		expect([0.7, 1, 11, 21, 55, 180, 500].map(roundStep)).toEqual([1, 1, 20, 50, 100, 200, 500]);
	});
});

describe("graticule", () => {
	it("wraps longitudes beyond the date line and names hemispheres", () => {
		const lines = graticule({ south: -10, west: 160, north: 10, east: 200 });
		const labels = lines.filter((line) => line.axis === "longitude").map((line) => line.label);
		expect(labels).toEqual(["160° E", "170° E", "180° W", "170° W", "160° W"]);
		expect(lines.find((line) => line.axis === "latitude" && line.at === 0)?.label).toBe("0°");
	});

	it("stays bounded on a map of the whole world", () => {
		expect(graticule({ south: -90, west: -540, north: 90, east: 540 }).length).toBeLessThan(
			2 * MAX_GRID_LINES,
		);
	});
});

describe("ring", () => {
	it("keeps every point at its radius", () => {
		for (const point of ring(anchor, 250, 12)) expect(distance(anchor, point)).toBeCloseTo(250, 3);
	});
});
