import { systemClock } from "@sensocto/supervision";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../infrastructure/database/temporary-database.ts";
import { HISTORY, HOUR_MS } from "../history-limits.ts";
import { RunningHistory } from "../testing/running-history.ts";
import { HistoryUpkeep } from "./upkeep.ts";

const HOUR = Date.UTC(2026, 0, 1, 5);
const END = HOUR + HOUR_MS;
const ARRIVED = HOUR + 2 * HOUR_MS;

let history: RunningHistory;
let seriesId: number;
beforeAll(async () => {
	history = await RunningHistory.start();
});
afterAll(() => history.stop());
beforeEach(async () => {
	const sensor = history.newSensor().keep();
	const series = sensor
		.series({
			...{ attributeId: "x", attributeType: "x", unit: null, samplingRateHz: 1 },
			...{ provenance: "real", precision: 32, stride: 1 },
		})
		.keep();
	await history.pool.drain();
	({ seriesId } = series);
});

/** Stores a chunk as versions that did not keep to the hour would, in order of writing. */
async function store(
	t0: number,
	dt: readonly number[],
	values: { v?: number[]; w?: number[]; j?: unknown[] },
) {
	await history.rows(
		`insert into sensor_attribute_chunks (series_id, t0, dt, v, w, j, arrived_at, offset_ms)
		values ($1, $2, $3, $4, $5, $6, $7, 12)`,
		[
			...[seriesId, new Date(t0).toISOString(), dt, values.v ?? null, values.w ?? null],
			...[values.j === undefined ? null : JSON.stringify(values.j), new Date(ARRIVED).toISOString()],
		],
	);
	for (const ms of [dt[0]!, dt.at(-1)!])
		await history.rows(
			`insert into history_hours (series_id, hour) values ($1, date_trunc('hour', $2::timestamptz, 'UTC'))
			on conflict do nothing`,
			[seriesId, new Date(t0 + ms).toISOString()],
		);
}

async function lookAfter(): Promise<void> {
	const upkeep = new HistoryUpkeep({
		...{ database: history.temporary, clock: systemClock, logger: silentLogger, waiting: () => 0 },
		retention: { waveform: 0, scalar: 0, rollup: 0 },
	});
	await upkeep.runOnce();
}

/** Time since HOUR and value of every stored sample. */
const samples = async () =>
	(
		await history.rows(
			`select (extract(epoch from ts) * 1000)::float8 as t, value, payload, arrived_at, offset_ms
			from sensor_attribute_data where series_id = $1 order by ts, seq`,
			[seriesId],
		)
	).map(({ arrived_at, offset_ms, payload, t, value }) => {
		expect([(arrived_at as Date).getTime(), offset_ms]).toEqual([ARRIVED, 12]);
		return [(t as number) - HOUR, value ?? payload];
	});

const crossing = () =>
	history.rows(
		`select from sensor_attribute_chunks where series_id = $1
		and date_trunc('hour', t0 + dt[cardinality(dt)] * interval '1 millisecond') <> date_trunc('hour', t0)`,
		[seriesId],
	);

/** Hours since HOUR, and the samples of each, by the summaries. */
const summarised = async () =>
	(
		await history.rows(
			`select (extract(epoch from t0) * 1000)::float8 as t, n, lo, hi from sensor_attribute_rollups
			where series_id = $1 and level = 3600 order by t0`,
			[seriesId],
		)
	).map(({ hi, lo, n, t }) => [((t as number) - HOUR) / HOUR_MS, n, lo, hi]);

describe("chunks that cross an hour", () => {
	it("are cut there: both hours have the same samples as before, merged and summarised", async () => {
		for (let n = 0; n < 10; n += 1) await store(HOUR + n * 1_000, [0], { v: [n] });
		await store(HOUR - 2_000, [0, 1_000, 2_500, 3_500], { v: [-2, -1, 0.5, 1.5] });
		await store(END - 1_000, [0, 999, 1_000, HISTORY.chunkSpanMs], { v: [70, 71, 72, 73] });
		const before = await samples();
		expect(await crossing()).toHaveLength(2);
		await lookAfter();
		expect(await crossing()).toHaveLength(0);
		expect(await samples()).toEqual(before);
		expect(await summarised()).toEqual([
			[-1, [2], [-2], [-1]],
			[0, [14], [0], [71]],
			[1, [2], [72], [73]],
		]);
		await history.rows("update history_hours set dirty = true where series_id = $1", [seriesId]);
		await lookAfter();
		expect(await samples()).toEqual(before);
	});

	it("keep their place in the order of writing: a later correction on either side still wins", async () => {
		await store(END - 5_000, [0], { v: [1] });
		await store(END - 1_000, [0, 2_000], { v: [10, 20] });
		await store(END + 1_000, [0], { v: [21] });
		// Written last, into the hour whose chunk was cut.
		await store(END - 1_000, [0], { v: [11] });
		await lookAfter();
		expect(await samples()).toEqual([
			[HOUR_MS - 5_000, 1],
			[HOUR_MS - 1_000, 11],
			[HOUR_MS + 1_000, 21],
		]);
	});

	it("are cut when only the hour they reach into is looked after, and the other is looked after then", async () => {
		await store(HOUR - 1_000, [0, 1_500], { v: [1, 2] });
		await history.rows("update history_hours set dirty = false where series_id = $1 and hour < $2", [
			seriesId,
			new Date(HOUR).toISOString(),
		]);
		await lookAfter();
		expect(await summarised()).toEqual([
			[-1, [1], [1], [1]],
			[0, [1], [2], [2]],
		]);
	});

	it("may hold vectors or structured values", async () => {
		await store(END - 1_000, [0, 1_000, 2_000], { w: [1, 2, 3, 4, 5, 6] });
		await store(END + HOUR_MS - 1_000, [0, 1_000], { j: [{ a: 1 }, "é"] });
		const before = await samples();
		expect(before).toEqual([
			[HOUR_MS - 1_000, [1, 2]],
			[HOUR_MS, [3, 4]],
			[HOUR_MS + 1_000, [5, 6]],
			[2 * HOUR_MS - 1_000, { a: 1 }],
			[2 * HOUR_MS, "é"],
		]);
		await lookAfter();
		expect(await crossing()).toHaveLength(0);
		expect(await samples()).toEqual(before);
	});
});
