import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "./limits.ts";
import {
	columnMeasurements,
	isColumnsProblem,
	type MeasurementColumns,
	newestInColumns,
	readMeasurementColumns,
} from "./measurement-columns.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";
import { measurementColumnsSchema } from "./schemas/column-schemas.ts";

const T0 = 1_700_000_000_000;
const columns = (map: unknown, t0: unknown = T0): unknown => ({ t0, columns: map });
const numbers = (count: number, value = 0): number[] => new Array(count).fill(value);

describe("readMeasurementColumns refuses the shape of", () => {
	it.each([
		["an array", [], "no time `t0` in milliseconds"],
		["null", null, "no time `t0` in milliseconds"],
		["no t0", { columns: {} }, "no time `t0` in milliseconds"],
		["a written t0", columns({}, String(T0)), "no time `t0` in milliseconds"],
		["a negative t0", columns({}, -1), "no time `t0` in milliseconds"],
		["no columns", { t0: T0 }, "no object `columns` by attribute"],
		["columns as a list", columns([]), "no object `columns` by attribute"],
		["a column that is a list", columns({ hr: [1, 2] }), "no list `v` of values in hr"],
		["a column without values", columns({ hr: { dt: 1 } }), "no list `v` of values in hr"],
		[
			"a column without times",
			columns({ hr: { v: [1] } }),
			"neither a list nor a step of at least 0 as `dt` in hr",
		],
		["fewer times than values", columns({ hr: { dt: [0], v: [1, 2] } }), "1 times for 2 values in hr"],
		["more times than values", columns({ hr: { dt: [0, 1], v: [1] } }), "2 times for 1 values in hr"],
		[
			"a negative step",
			columns({ hr: { dt: -1, v: [1, 2] } }),
			"neither a list nor a step of at least 0 as `dt` in hr",
		],
		[
			"a step that is NaN",
			columns({ hr: { dt: Number.NaN, v: [] } }),
			"neither a list nor a step of at least 0 as `dt` in hr",
		],
		[
			"a negative from",
			columns({ hr: { dt: 1, from: -1, v: [1] } }),
			"a `from` that is no time since `t0` in hr",
		],
		[
			"from with a list",
			columns({ hr: { dt: [1], from: 1, v: [1] } }),
			"`from` beside a list of times in hr",
		],
		["a column with an impossible name", columns({ "bad id!": 7 }), "no list `v` of values in a column"],
	])("%s", (_, value, received) => {
		expect(readMeasurementColumns(value)).toEqual({ reason: "invalid_payload", details: { received } });
	});
});

describe("readMeasurementColumns refuses and counts", () => {
	const good = { dt: 10, v: [1, 2, 3] };
	it.each([
		[
			"null, texts, lists and what is not finite among the values",
			{ hr: { dt: 1, v: [1, null, "2", [3], Number.NaN, Number.POSITIVE_INFINITY, true] } },
			6,
		],
		[
			"times before t0 and what is no time",
			{ hr: { dt: [0, -1, "1", null, Number.NaN, 2], v: numbers(6) } },
			4,
		],
		["times after the year 9999, in a list", { hr: { dt: [0, LIMITS.timestampMs], v: [1, 2] } }, 1],
		["times after the year 9999, by a step", { hr: { dt: LIMITS.timestampMs - T0, v: [1, 2, 3] } }, 1],
		["every sample of an impossible attribute id", { "bad id!": good, hr: good }, 3],
		["an impossible attribute id without samples", { "": { dt: [], v: [] } }, 1],
		["a name that objects are built on", JSON.parse('{"__proto__": {"dt": 1, "v": [1, 2]}}'), 2],
	])("%s", (_, map, failed_count) => {
		expect(readMeasurementColumns(columns(map))).toEqual({
			reason: "invalid_batch",
			details: { failed_count },
		});
	});

	it("more than 10 000 samples, in one column or in all together", () => {
		const half = { dt: 1, v: numbers(LIMITS.batchMeasurements / 2) };
		expect(readMeasurementColumns(columns({ a: half, b: half }))).toHaveProperty("columns");
		const count = LIMITS.batchMeasurements + 1;
		const refused = { reason: "batch_too_large", details: { failed_count: count, count } };
		expect(readMeasurementColumns(columns({ a: half, b: half, c: { dt: 0, v: [1] } }))).toEqual(refused);
		expect(readMeasurementColumns(columns({ a: { dt: numbers(count), v: numbers(count) } }))).toEqual(
			refused,
		);
	});

	it("more than 256 attributes", () => {
		const many = (count: number) =>
			columns(Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, { dt: 0, v: [1] }])));
		expect(readMeasurementColumns(many(LIMITS.attributesPerSensor))).toHaveProperty("columns");
		expect(readMeasurementColumns(many(LIMITS.attributesPerSensor + 1))).toEqual({
			reason: "too_many_attributes",
			details: { count: 257 },
		});
	});
});

/** What the columns stand for, row by row. */
function rows(value: unknown): unknown[] {
	const read = readMeasurementColumns(value) as MeasurementColumns;
	return Object.entries(read.columns).flatMap(([id, column]) =>
		columnMeasurements(read.t0, id, column).map(({ payload, timestamp }) => [id, timestamp - T0, payload]),
	);
}

describe("readMeasurementColumns", () => {
	it("returns the argument itself, whatever else it holds", () => {
		const value = { t0: T0, columns: { hr: { dt: [0, 5], v: [1, 2], unit: "bpm" } }, reason: "hot" };
		const read = readMeasurementColumns(value);
		expect(read).toBe(value);
		expect(isColumnsProblem(read)).toBe(false);
	});

	it("takes no columns, and columns without samples", () => {
		expect(rows(columns({}))).toEqual([]);
		expect(rows(columns({ hr: { dt: [], v: [] }, ecg: { dt: 4, v: [] } }))).toEqual([]);
	});

	it("reads lists as times since t0, in any order, and one number as the step from `from`", () => {
		expect(
			rows(
				columns({
					hr: { dt: [7, 1_000, 990], v: [70, 71, 72] },
					ecg: { dt: 4, v: [1, 2, 3] },
					x: { dt: 0, from: 2, v: [8, 9] },
				}),
			),
		).toEqual([
			["hr", 7, 70],
			["hr", 1_000, 71],
			["hr", 990, 72],
			["ecg", 0, 1],
			["ecg", 4, 2],
			["ecg", 8, 3],
			["x", 2, 8],
			["x", 2, 9],
		]);
	});

	it("cuts times to whole milliseconds as those of measurements are", () => {
		expect(rows(columns({ ecg: { dt: 2.5, v: [1, 2, 3] }, hr: { dt: [0.4], v: [1] } }, T0 + 0.5))).toEqual([
			["ecg", 0, 1],
			["ecg", 3, 2],
			["ecg", 5, 3],
			["hr", 0, 1],
		]);
	});

	it("takes the last of two columns of the same attribute, as JSON does", () => {
		const text = `{"t0": ${T0}, "columns": {"hr": {"dt": 1, "v": [1, 2]}, "hr": {"dt": 1, "v": [3]}}}`;
		expect(rows(JSON.parse(text))).toEqual([["hr", 0, 3]]);
	});

	it("finds the newest sample among the last ones of all columns", () => {
		const newest = (map: MeasurementColumns["columns"]) => newestInColumns({ t0: T0, columns: map });
		expect(newest({ hr: { dt: [], v: [] } })).toBeUndefined();
		expect(
			newest({
				hr: { dt: [0, 500], v: [1, 2] },
				ecg: { dt: 4, from: 500, v: [1, 2, 3] },
				rr: { dt: [900, 100], v: [1, 2] },
				none: { dt: 1, from: 9_000, v: [] },
			}),
		).toEqual({ attributeId: "ecg", time: T0 + 508 });
	});

	const ms = fc.oneof(
		{ weight: 8, arbitrary: fc.oneof(fc.nat(9_999), fc.double({ min: 0, max: 9_999, noNaN: true })) },
		fc.constantFrom(-1, LIMITS.timestampMs, LIMITS.timestampMs - T0, LIMITS.timestampMs - T0 + 1, null, "5"),
		fc.double(),
	);
	const value = fc.oneof(
		{ weight: 20, arbitrary: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })) },
		fc.double(),
		fc.jsonValue(),
	);
	const listed = fc.array(fc.tuple(ms, value), { maxLength: 4 }).map((pairs) => ({
		dt: pairs.map(([time]) => time),
		v: pairs.map(([, number]) => number),
	}));
	const column = fc.oneof(
		{ weight: 6, arbitrary: listed },
		{
			weight: 6,
			arbitrary: fc.record(
				{ dt: ms, from: ms, v: fc.array(value, { maxLength: 4 }) },
				{ requiredKeys: ["dt", "v"] },
			),
		},
		fc.record(
			{
				dt: fc.array(ms, { maxLength: 2 }),
				from: ms,
				v: fc.array(value, { maxLength: 2 }),
				extra: fc.jsonValue(),
			},
			{ requiredKeys: [] },
		),
		fc.jsonValue(),
	);
	const id = fc.oneof(
		{ weight: 8, arbitrary: fc.constantFrom("hr", "ecg", "constructor", "x".repeat(64)) },
		fc.constantFrom("", "bad id!", "__proto__", "x".repeat(65)),
		fc.string(),
	);
	const map = fc.oneof(
		{
			weight: 9,
			arbitrary: fc
				.array(fc.tuple(id, column), { maxLength: 3 })
				.map((entries) => Object.fromEntries(entries)),
		},
		fc.jsonValue(),
	);
	const anything = fc.oneof(
		{ weight: 9, arbitrary: fc.record({ t0: fc.oneof(fc.constantFrom(T0, T0 + 0.5, 0), ms), columns: map }) },
		fc.jsonValue(),
	);

	it("agrees with the schema on what is valid and on what it means", () => {
		fc.assert(
			fc.property(anything, (candidate) => {
				const guarded = readMeasurementColumns(candidate);
				const parsed = measurementColumnsSchema.safeParse(candidate);
				expect(isColumnsProblem(guarded)).toBe(!parsed.success);
				if (isColumnsProblem(guarded) || !parsed.success) return;
				expect(guarded.t0).toBe(parsed.data.t0);
				expect(Object.keys(guarded.columns)).toEqual(parsed.data.columns.map(([key]) => key));
				for (const [key, { dt, from, v }] of parsed.data.columns)
					expect(guarded.columns[key]).toMatchObject({ dt, v, ...(from === undefined ? {} : { from }) });
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});
