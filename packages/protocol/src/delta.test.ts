import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeDelta, encodeDelta, isDeltaEncoded } from "./delta.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";

const START = 1_700_000_000_000;

function samples(values: readonly number[], stepMs = 4) {
	return values.map((payload, i) => ({ timestamp: START + i * stepMs, payload }));
}

describe("encodeDelta", () => {
	it("refuses fewer than two samples and what is no number", () => {
		expect(encodeDelta([])).toBeUndefined();
		expect(encodeDelta(samples([1]))).toBeUndefined();
		expect(encodeDelta([...samples([1]), { timestamp: START, payload: "2" }])).toBeUndefined();
		expect(encodeDelta(samples([1, Number.NaN]))).toBeUndefined();
	});

	it("writes the bytes of the format", () => {
		const encoded = encodeDelta([
			{ timestamp: 258, payload: 1 },
			{ timestamp: 262, payload: 1.05 },
			{ timestamp: 270, payload: 3 },
		]);
		expect(encoded).toMatchObject({ __delta_encoded__: true, sample_count: 3 });
		const bytes = [...Buffer.from(encoded!.data, "base64")];
		expect(bytes.slice(0, 13)).toEqual([1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 128, 63]);
		expect(bytes.slice(13)).toEqual([5, 4, 0, 0x80, 0, 0, 64, 64, 8, 0]);
		expect(isDeltaEncoded(encoded)).toBe(true);
	});

	it("steps up to 127 and resets beyond", () => {
		const sizes = [1.27, 1.28, -1.27, -1.28].map(
			(value) => Buffer.from(encodeDelta(samples([0, value]))!.data, "base64").length,
		);
		expect(sizes).toEqual([16, 20, 16, 20]);
	});

	it("clamps times to 0..65 535 ms from sample to sample", () => {
		const late = [0, 70_000, 69_000].map((ms) => ({ timestamp: START + ms, payload: 1 }));
		expect(decodeDelta(encodeDelta(late)!.data)?.map((s) => s.timestamp - START)).toEqual([
			0, 65_535, 69_000,
		]);
	});

	it("is undone with an error of at most 0.005, however long the series", () => {
		// A slow walk, whose rounding would add up if it were not measured against the reconstructed value; and leaps.
		const step = fc.oneof(
			{ weight: 20, arbitrary: fc.integer({ min: -20, max: 20 }).map((n) => n / 997) },
			fc.integer({ min: -5000, max: 5000 }).map((n) => n / 997),
		);
		fc.assert(
			fc.property(fc.array(step, { minLength: 2, maxLength: 200 }), fc.nat(1000), (steps, stepMs) => {
				let level = 0;
				const values = steps.map((change) => (level += change));
				const series = samples(values, stepMs);
				const decoded = decodeDelta(encodeDelta(series)!.data)!;
				expect(decoded.map((s) => s.timestamp)).toEqual(series.map((s) => s.timestamp));
				// Half a step, plus what a 32-bit float loses of a value up to 1 000.
				for (let i = 0; i < values.length; i++) {
					expect(Math.abs(decoded[i]!.payload - values[i]!)).toBeLessThanOrEqual(0.005 + 1e-9);
				}
			}),
			{ numRuns: PROPERTY_RUNS / 4 },
		);
	});
});

describe("decodeDelta", () => {
	it.each([
		"",
		"!",
		"AQ==",
		Buffer.alloc(13, 2).toString("base64"),
		Buffer.from([1, ...new Array(13).fill(0)]).toString("base64"),
	])("refuses %j", (data) => {
		expect(decodeDelta(data)).toBeUndefined();
	});
});
