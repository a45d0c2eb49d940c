import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import { isProblem, isTimestamp, readBatch, readMeasurement, readTimestamp } from "./measurement.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";
import { batchSchema, measurementSchema } from "./schemas/measurement-schemas.ts";

const TIME = 1_700_000_000_000;
const good = { attribute_id: "hr", payload: 71, timestamp: TIME };
const deep = JSON.parse(`${"[".repeat(70)}${"]".repeat(70)}`) as unknown;

/** Values that are often a measurement and often just miss it. */
const nearly = fc.record(
	{
		attribute_id: fc.oneof(
			fc.constantFrom("hr", "x".repeat(64), "x".repeat(65), "bad id!", ""),
			fc.jsonValue(),
		),
		payload: fc.oneof(fc.jsonValue(), fc.constant(deep)),
		timestamp: fc.oneof(
			fc.double(),
			fc.maxSafeInteger(),
			fc.constantFrom(0, -1, LIMITS.timestampMs, LIMITS.timestampMs + 1, "1700000000000", "-1", "1.5", ""),
			fc.jsonValue(),
		),
		event: fc.oneof(fc.constantFrom("press", "release"), fc.jsonValue()),
		extra: fc.jsonValue(),
	},
	{ requiredKeys: [] },
);
const mostlyGood = fc.record(
	{
		attribute_id: fc.constantFrom("hr", "ecg"),
		payload: fc.jsonValue(),
		timestamp: fc.oneof(fc.nat(), fc.double({ min: 0, max: LIMITS.timestampMs, noNaN: true })),
		event: fc.jsonValue(),
	},
	{ requiredKeys: ["attribute_id", "payload", "timestamp"] },
);
const anything = fc.oneof(mostlyGood, nearly, fc.jsonValue());

describe("readMeasurement refuses", () => {
	it.each([
		["no object", 7, "missing_fields"],
		["null", null, "missing_fields"],
		["an array", [], "missing_fields"],
		["no attribute_id", { payload: 1, timestamp: 1 }, "missing_fields"],
		["no payload", { attribute_id: "a", timestamp: 1 }, "missing_fields"],
		["no timestamp", { attribute_id: "a", payload: 1 }, "missing_fields"],
		["an id with a space", { ...good, attribute_id: "bad id!" }, "invalid_attribute_id"],
		["a numeric id", { ...good, attribute_id: 7 }, "invalid_attribute_id"],
		["a null time", { ...good, timestamp: null }, "invalid_timestamp"],
		["a negative time", { ...good, timestamp: -1 }, "invalid_timestamp"],
		["an infinite time", { ...good, timestamp: Number.POSITIVE_INFINITY }, "invalid_timestamp"],
		["a written date", { ...good, timestamp: "2024-01-01" }, "invalid_timestamp"],
		["a payload too large", { ...good, payload: "x".repeat(LIMITS.payloadBytes) }, "payload_too_large"],
		["a payload too deep", { ...good, payload: deep }, "payload_too_deep"],
	])("%s", (_, value, problem) => {
		expect(readMeasurement(value)).toBe(problem);
	});
});

describe("readMeasurement", () => {
	it("returns the argument itself when nothing has to be converted", () => {
		const value = { ...good, payload: { a: null }, event: "press", delay: 5 };
		expect(readMeasurement(value)).toBe(value);
	});

	it("cuts a fractional time to whole milliseconds and reads an integer text", () => {
		expect(readMeasurement({ ...good, timestamp: TIME + 0.9 })).toEqual(good);
		expect(readMeasurement({ ...good, timestamp: String(TIME) })).toEqual(good);
	});

	it("takes null as a payload and any skew of the clock", () => {
		expect(readMeasurement({ ...good, payload: null })).toEqual({ ...good, payload: null });
		expect(readMeasurement({ ...good, timestamp: TIME + 15 * 3_600_000 })).not.toBeTypeOf("string");
		expect(readMeasurement({ ...good, timestamp: 0 })).not.toBeTypeOf("string");
	});

	it("leaves an event out that is no text", () => {
		expect(readMeasurement({ ...good, event: 7 })).toEqual(good);
	});

	it("agrees with the schema on what is valid and on what it means", () => {
		fc.assert(
			fc.property(anything, (value) => {
				const guarded = readMeasurement(value);
				const parsed = measurementSchema.safeParse(value);
				expect(isProblem(guarded)).toBe(!parsed.success);
				if (typeof guarded === "string" || !parsed.success) return;
				expect(guarded.attribute_id).toBe(parsed.data.attribute_id);
				expect(guarded.payload).toBe(parsed.data.payload);
				expect(guarded.event).toBe(parsed.data.event);
				expect(guarded.timestamp).toBe(parsed.data.timestamp);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});

describe("readBatch", () => {
	it("refuses what is no array", () => {
		expect(readBatch({ 0: good })).toEqual({ failedCount: 0, reason: "invalid_batch" });
	});

	it("refuses the whole batch and counts the elements that are not valid", () => {
		expect(readBatch([good, { ...good, attribute_id: "bad id!" }, 7, { payload: 1 }])).toEqual({
			failedCount: 3,
			reason: "invalid_batch",
		});
	});

	it("takes 10 000 measurements and not one more", () => {
		const full = new Array(LIMITS.batchMeasurements).fill(good);
		expect(readBatch(full)).toEqual({ ok: full });
		expect(readBatch([...full, good])).toEqual({ failedCount: 10_001, reason: "batch_too_large" });
	});

	it("returns the array itself unless an element had to be converted", () => {
		const batch = [good, { ...good, payload: "a" }];
		expect(readBatch(batch)).toHaveProperty("ok", batch);
		const converted = readBatch([good, { ...good, timestamp: "5" }]);
		expect(converted).toEqual({ ok: [good, { ...good, timestamp: 5 }] });
	});

	it("takes the empty batch", () => {
		expect(readBatch([])).toEqual({ ok: [] });
	});

	it("agrees with the schema", () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof({ weight: 5, arbitrary: mostlyGood }, anything), { maxLength: 5 }),
				(batch) => {
					const guarded = readBatch(batch);
					const parsed = batchSchema.safeParse(batch);
					expect("ok" in guarded).toBe(parsed.success);
					if (!("ok" in guarded)) {
						const failed = new Set(parsed.error?.issues.map((issue) => issue.path[0]));
						expect(guarded.failedCount).toBe(failed.size);
					}
				},
			),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});

describe("readTimestamp", () => {
	it("answers exactly for times and integer texts", () => {
		expect(readTimestamp(LIMITS.timestampMs)).toBe(LIMITS.timestampMs);
		expect(readTimestamp(LIMITS.timestampMs + 1)).toBeUndefined();
		expect(readTimestamp("12x")).toBeUndefined();
		expect(isTimestamp(Number.NaN)).toBe(false);
	});
});
