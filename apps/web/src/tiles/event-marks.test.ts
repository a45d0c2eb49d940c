import { describe, expect, it } from "vitest";
import { SampleRing } from "../stores/sample-ring.ts";
import { eventMarks } from "./event-marks.ts";

function ringOf(samples: readonly (readonly [t: number, value: number])[]): SampleRing {
	const ring = new SampleRing(1, false);
	ring.append(
		0,
		samples.map(([t]) => t),
		samples.map(([, value]) => value),
		0,
	);
	return ring;
}

describe("eventMarks", () => {
	it("marks instants inside the window only", () => {
		const ring = ringOf([
			[0, 1],
			[100, 2],
			[150, 3],
			[250, 4],
		]);
		expect(eventMarks([ring], 100, 200, false)).toEqual([
			{ from: 0, to: 0, value: 2 },
			{ from: 0.5, to: 0.5, value: 3 },
		]);
		expect(eventMarks([new SampleRing(1, false)], 0, 1, false)).toEqual([]);
	});

	it("draws a state that began before the window from its start, and one that lasts to its end", () => {
		const ring = ringOf([
			[0, 1],
			[120, 0],
			[180, 1],
		]);
		expect(eventMarks([ring], 100, 200, true)).toEqual([
			{ from: 0, to: 0.2, value: 1 },
			{ from: 0.8, to: 1, value: 1 },
		]);
		expect(eventMarks([ring], 130, 170, true)).toEqual([]);
	});

	it("keeps the newest of too many", () => {
		const ring = ringOf(Array.from({ length: 500 }, (_, index) => [index, index]));
		const marks = eventMarks([ring], 0, 500, false);
		expect(marks).toHaveLength(60);
		expect(marks?.at(-1)?.value).toBe(499);
	});

	it("lasts over the seam between stored and live samples", () => {
		const stored = ringOf([[90, 1]]);
		const live = ringOf([[150, 0]]);
		expect(eventMarks([stored, live], 100, 200, true)).toEqual([{ from: 0, to: 0.5, value: 1 }]);
	});

	it("tells nothing about a window of which samples were left out, and all about a later one", () => {
		const thinned = { length: 1, time: () => 90, value: () => 1, decimated: true };
		const live = ringOf([[150, 3]]);
		expect(eventMarks([thinned, live], 80, 200, false)).toBeUndefined();
		expect(eventMarks([thinned, live], 120, 200, false)).toHaveLength(1);
	});
});
