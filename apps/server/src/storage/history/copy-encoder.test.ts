import { finished } from "node:stream/promises";
import fc from "fast-check";
import { from as copyFrom } from "pg-copy-streams";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../../infrastructure/database/temporary-database.ts";
import { eachChunk, type StoredChunk } from "./chunk-query.ts";
import {
	CHUNK_COLUMNS,
	COPY_HEADER,
	COPY_TRAILER,
	encodeJsonRow,
	encodeNumericRow,
	setSeriesId,
	toJsonbText,
} from "./copy-encoder.ts";
import { HISTORY } from "./history-limits.ts";

const time = fc.integer({ min: HISTORY.time.min, max: HISTORY.time.max });
const offsets = (samples: number) =>
	fc.array(fc.integer({ min: 0, max: HISTORY.chunkSpanMs }), { minLength: samples, maxLength: samples });
const numericChunk = fc
	.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5 }))
	.chain(([samples, stride]) =>
		fc.record({
			t0: time,
			dt: offsets(samples),
			values: fc.array(fc.double(), { minLength: samples * stride, maxLength: samples * stride }),
			stride: fc.constant(stride),
			bits: fc.constantFrom(32 as const, 64 as const),
		}),
	);
const jsonChunk = fc.integer({ min: 1, max: 20 }).chain((samples) =>
	fc.record({
		t0: time,
		dt: offsets(samples),
		values: fc.array(fc.jsonValue({ stringUnit: "binary" }), { minLength: samples, maxLength: samples }),
	}),
);

describe("binary COPY rows", () => {
	let temporary: TemporaryDatabase;
	let nextSeries = 1;

	beforeAll(async () => {
		temporary = await startTemporaryDatabase();
	});
	afterAll(() => temporary.stop());

	async function roundTrip(row: Buffer): Promise<StoredChunk> {
		const seriesId = nextSeries++;
		setSeriesId(row, 0, seriesId);
		const client = await temporary.database.pool.connect();
		try {
			const copy = client.query(
				copyFrom(`copy sensor_attribute_chunks (${CHUNK_COLUMNS}) from stdin (format binary)`),
			);
			copy.end(Buffer.concat([COPY_HEADER, row, COPY_TRAILER]));
			await finished(copy);
			const read: StoredChunk[] = [];
			await eachChunk(client, seriesId, HISTORY.time.min, HISTORY.time.max, (chunk) => read.push(chunk));
			expect(read).toHaveLength(1);
			return read[0]!;
		} finally {
			client.release();
		}
	}

	it("keep numbers, vectors and times of any chunk", async () => {
		await fc.assert(
			fc.asyncProperty(numericChunk, async ({ t0, dt, values, stride, bits }) => {
				const row = encodeNumericRow(
					t0,
					Int32Array.from(dt),
					dt.length,
					Float64Array.from(values),
					stride,
					bits,
				);
				const read = await roundTrip(row);
				expect(read.t0).toBe(t0);
				expect(Array.from(read.dt)).toEqual(dt);
				expect(Array.from(read.numbers!)).toEqual(bits === 64 ? values : values.map(Math.fround));
				expect(read.values).toBeUndefined();
			}),
			{ numRuns: 150 },
		);
	});

	it("keep structured values of any chunk, with replacement characters where jsonb has no equal", async () => {
		await fc.assert(
			fc.asyncProperty(jsonChunk, async ({ t0, dt, values }) => {
				const row = encodeJsonRow(t0, Int32Array.from(dt), dt.length, values.map(toJsonbText));
				const read = await roundTrip(row);
				expect([read.t0, Array.from(read.dt)]).toEqual([t0, dt]);
				expect(normal(read.values)).toEqual(normal(values));
			}),
			{ numRuns: 150 },
		);
	});

	it("replace what jsonb cannot hold and nothing else", () => {
		expect(JSON.parse(toJsonbText("a\0b\\u0000\ud800c\n😀"))).toBe("a\ufffdb\\u0000\ufffdc\n😀");
		expect(toJsonbText(undefined)).toBe("null");
	});
});

/** As jsonb keeps it: no negative zero, replaced characters; keys are unordered for `toEqual`. */
function normal(value: unknown): unknown {
	if (typeof value === "string") return value.replaceAll("\0", "\ufffd").toWellFormed();
	if (typeof value === "number") return value + 0;
	if (Array.isArray(value)) return value.map(normal);
	if (value !== null && typeof value === "object")
		return Object.entries(value)
			.map(([key, item]) => [normal(key), normal(item)])
			.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
	return value;
}
