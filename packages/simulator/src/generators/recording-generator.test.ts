import { describe, expect, it } from "vitest";
import { RecordingGenerator } from "./recording-generator.ts";

const ORIGIN_S = 2e8 + 0.002;

describe("RecordingGenerator", () => {
	const recording = new RecordingGenerator(Float64Array.of(0, 1, 4, 2), 360, ORIGIN_S);

	it("R1 gives back what was recorded at the rate it was recorded at, over and over", () => {
		const values = Array.from({ length: 9 }, (_, i) => recording.sample(i, ORIGIN_S + (4e6 + i) / 360));
		expect(values).toEqual([0, 1, 4, 2, 0, 1, 4, 2, 0]);
		expect(recording.sample(0, ORIGIN_S - 1 / 360)).toBe(2);
	});

	it("R2 lies between the samples when it is replayed slower", () => {
		const values = Array.from({ length: 6 }, (_, i) => recording.sample(i, ORIGIN_S + i / 720));
		expect(values.map((value) => Math.round(1_000 * value) / 1_000)).toEqual([0, 0.5, 1, 2.5, 4, 3]);
	});
});
