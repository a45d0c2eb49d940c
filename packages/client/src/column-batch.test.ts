import {
	columnMeasurements,
	isColumnsProblem,
	LIMITS,
	type Measurement,
	readMeasurementColumns,
} from "@sensocto/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnBatch } from "./column-batch.ts";

const at = (attribute_id: string, payload: unknown, timestamp: number, event?: string): Measurement =>
	event === undefined ? { attribute_id, payload, timestamp } : { attribute_id, payload, timestamp, event };

/** The attributes in columns of a batch that also has two plain samples of `ok`. */
function inColumns(...batch: Measurement[]): string[] {
	const both = columnBatch([at("ok", 1, 5), at("ok", 2, 6), ...batch])!;
	expect(both.rows).toEqual(
		batch.filter(({ attribute_id }) => !Object.hasOwn(both.columns.columns, attribute_id)),
	);
	return Object.keys(both.columns.columns);
}

describe("columnBatch leaves in rows", () => {
	it.each([
		["texts", ["1"]],
		["null", [null]],
		["objects", [{ value: 1 }]],
		["what JSON has no number for", [Number.NaN]],
		["infinite numbers", [Number.POSITIVE_INFINITY]],
		["all numbers of an attribute with one other sample", [1, 2, "n/a", 3]],
	])("%s", (_, payloads) => {
		expect(inColumns(...payloads.map((payload, i) => at("hr", payload, i)))).toEqual(["ok"]);
	});

	it("events", () => {
		expect(inColumns(at("button", 1, 1), at("button", 1, 2, "press"))).toEqual(["ok"]);
	});

	it("attribute ids and times that the server is to refuse", () => {
		expect(inColumns(at("bad id!", 1, 1), at("__proto__", 1, 1))).toEqual(["ok"]);
		for (const time of [-1, Number.NaN, LIMITS.timestampMs + 1])
			expect(inColumns(at("hr", 1, 1), at("hr", 1, time))).toEqual(["ok"]);
	});

	it("everything when no attribute has two plain numbers", () => {
		expect(columnBatch([])).toBeUndefined();
		expect(
			columnBatch([at("hr", 70, 1), at("rr", 800, 1), at("note", "a", 1), at("note", "b", 2)]),
		).toBeUndefined();
	});
});

describe("columnBatch", () => {
	it("tells evenly spaced samples by their step, and others by their times", () => {
		const batch = [at("ecg", 0.1, 1_004), at("hr", 70, 1_000), at("ecg", 0.2, 1_008), at("ecg", 0.3, 1_012)];
		const late = [
			at("hr", 71, 3_000),
			at("hr", 72, 2_000),
			at("rr", 800, 1_500),
			at("x", 1, 1_000),
			at("x", 2, 1_000),
		];
		expect(columnBatch([...batch, ...late])).toEqual({
			columns: {
				t0: 1_000,
				columns: {
					ecg: { dt: 4, from: 4, v: [0.1, 0.2, 0.3] },
					hr: { dt: [0, 2_000, 1_000], v: [70, 71, 72] },
					rr: { dt: 0, from: 500, v: [800] },
					x: { dt: 0, v: [1, 2] },
				},
			},
			rows: [],
		});
	});

	it("cuts times to whole milliseconds", () => {
		expect(columnBatch([at("hr", 1, 10.9), at("hr", 2, 12.1)])!.columns).toEqual({
			t0: 10,
			columns: { hr: { dt: 2, v: [1, 2] } },
		});
	});

	it("has every sample once, in the order of its attribute, in a form the server reads", () => {
		const payload = fc.oneof(
			{ weight: 8, arbitrary: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })) },
			fc.constantFrom(Number.NaN, null, "a", true),
		);
		const sample = fc.record({
			attribute_id: fc.constantFrom("hr", "ecg", "constructor", "bad id!"),
			payload,
			timestamp: fc.oneof(fc.nat(20), fc.double({ min: 0, max: 20, noNaN: true }), fc.constant(-1)),
		});
		const event = fc.constantFrom("press", undefined);
		const measurement = fc.oneof(
			{ weight: 9, arbitrary: sample },
			fc.tuple(sample, event).map(([one, name]) => (name === undefined ? one : { ...one, event: name })),
		);
		fc.assert(
			fc.property(fc.array(measurement, { maxLength: 12 }), (batch) => {
				const parts = columnBatch(batch);
				if (parts === undefined) return;
				const { columns, t0 } = JSON.parse(JSON.stringify(parts.columns)) as typeof parts.columns;
				expect(isColumnsProblem(readMeasurementColumns({ columns, t0 }))).toBe(false);
				const unfolded = Object.entries(columns).flatMap(([id, column]) =>
					columnMeasurements(t0, id, column),
				);
				const byAttribute = Map.groupBy([...unfolded, ...parts.rows], (one) => one.attribute_id);
				for (const [id, samples] of Map.groupBy(batch, (one) => one.attribute_id)) {
					const isCut = Object.hasOwn(columns, id);
					const expected = isCut
						? samples.map((one) => ({
								...one,
								payload: (one.payload as number) + 0,
								timestamp: Math.trunc(one.timestamp),
							}))
						: samples;
					expect(byAttribute.get(id)).toEqual(expected);
				}
				expect(unfolded.length + parts.rows.length).toBe(batch.length);
			}),
		);
	});
});
