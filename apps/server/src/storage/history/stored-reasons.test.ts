import { systemClock } from "@sensocto/supervision";
import { waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../infrastructure/database/temporary-database.ts";
import type { SeriesDescriptor } from "./descriptors.ts";
import { HistoryReader } from "./history-reader.ts";
import { HistoryUpkeep } from "./hours/upkeep.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import { SensorStore } from "./sensor-store.ts";
import { RunningHistory } from "./testing/running-history.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;
/** Midnight, some days ago. */
const T = (Math.floor(Date.now() / DAY) - 6) * DAY;
const HEART: SeriesDescriptor = {
	...{ attributeId: "heart", attributeType: "heartrate", unit: "bpm", samplingRateHz: 1 },
	...{ provenance: "real", precision: 32, stride: 1 },
};

let history: RunningHistory;
let reader: HistoryReader;
/** Tries to write that failed since they are to fail. */
let failures = 0;
let isAway = false;

beforeAll(async () => {
	const logger = {
		...silentLogger,
		warn: () => {
			failures += 1;
		},
	};
	history = await RunningHistory.start((temporary) => ({
		logger,
		database: {
			get: () => {
				if (isAway) throw new Error("away");
				return temporary.database;
			},
		},
	}));
	reader = new HistoryReader(history.temporary);
});
afterAll(() => history.stop());

/** A sample a second. */
function feed(sensor: SensorHandle, from: number, to: number): void {
	const series = sensor.series(HEART);
	for (let t = from; t < to; t += 1_000) series.append(t, 60, t);
}

/** The stored gaps of a stretch, in minutes since T, with their reasons. */
async function gapsOf({ descriptor }: SensorHandle, maxPoints = 5_000) {
	await history.pool.drain();
	const query = { sensorId: descriptor.sensorId, attributeId: "heart", fromMs: T, toMs: T + DAY };
	const answer = (await reader.read({ ...query, maxPoints }))!;
	return answer.gaps.map(({ from, to, reason }) => [
		Math.round((from - T) / MINUTE),
		Math.round((to - T) / MINUTE),
		reason,
	]);
}

/** A morning with a pause, a while offline, and a gap that nobody knows anything of. */
function morning(): SensorHandle {
	const sensor = history.newSensor();
	sensor.online(T);
	feed(sensor, T, T + 10 * MINUTE);
	sensor.paced(true, T + 10 * MINUTE);
	sensor.paced(false, T + 14 * MINUTE);
	feed(sensor, T + 14 * MINUTE, T + 20 * MINUTE);
	sensor.offline(T + 20 * MINUTE);
	sensor.online(T + 40 * MINUTE);
	feed(sensor, T + 40 * MINUTE, T + 50 * MINUTE);
	feed(sensor, T + 55 * MINUTE, T + 60 * MINUTE);
	return sensor;
}

const MORNING = [
	[10, 14, "left out while the server was busy"],
	[20, 40, "sensor offline"],
	[50, 55, undefined],
];

function upkeep(retention: { waveform: number; scalar: number; rollup: number }): HistoryUpkeep {
	return new HistoryUpkeep({
		...{ database: history.temporary, clock: systemClock, logger: silentLogger, retention },
		waiting: () => 0,
	});
}

describe("reasons of stored gaps", () => {
	it("wait in memory while the database is away, and are stored when it is back", async () => {
		isAway = true;
		failures = 0;
		const sensor = morning();
		await waitUntil(() => failures > 1, { timeoutMs: 20_000, what: "failed tries" });
		isAway = false;
		expect(await gapsOf(sensor)).toEqual(MORNING);
	});

	it("tell a pause, a time offline, and nothing where nothing is known", async () => {
		expect(await gapsOf(morning())).toEqual(MORNING);
	});

	it("are those of the gap's own sensor, in its own time", async () => {
		const [paused, other] = [history.newSensor(), history.newSensor()];
		paused.clockOffset = () => HOUR;
		for (const sensor of [paused, other]) {
			sensor.online(T + HOUR);
			feed(sensor, T, T + MINUTE);
		}
		paused.paced(true, T + HOUR + MINUTE);
		for (const sensor of [paused, other]) feed(sensor, T + 5 * MINUTE, T + 6 * MINUTE);
		expect(await gapsOf(paused)).toEqual([[1, 5, "left out while the server was busy"]]);
		expect(await gapsOf(other)).toEqual([[1, 5, undefined]]);
	});

	it("know a pause that goes on, and one that ends with the connection", async () => {
		const sensor = history.newSensor();
		sensor.online(T);
		sensor.paced(true, T);
		feed(sensor, T, T + MINUTE);
		feed(sensor, T + 3 * MINUTE, T + 4 * MINUTE);
		expect(await gapsOf(sensor)).toEqual([[1, 3, "left out while the server was busy"]]);
		sensor.offline(T + 4 * MINUTE);
		sensor.paced(true, T + 5 * MINUTE);
		sensor.online(T + 6 * MINUTE);
		feed(sensor, T + 6 * MINUTE, T + 7 * MINUTE);
		feed(sensor, T + 9 * MINUTE, T + 10 * MINUTE);
		expect(await gapsOf(sensor)).toEqual([
			[1, 3, "left out while the server was busy"],
			[4, 6, "sensor offline"],
			[7, 9, undefined],
		]);
	});

	it("tell the time between two runs of the server", async () => {
		const sensor = history.newSensor();
		sensor.online(T);
		feed(sensor, T, T + MINUTE);
		sensor.offline(T + MINUTE);
		sensor.online(T + 8 * MINUTE);
		feed(sensor, T + 8 * MINUTE, T + 9 * MINUTE);
		const runs = [
			[T - DAY, T + MINUTE],
			[T + 7 * MINUTE, T + HOUR],
		];
		for (const [from, to] of runs)
			await history.rows(
				`insert into server_runs select gen_random_uuid(), to_timestamp($1::float8 / 1000), to_timestamp($2::float8 / 1000)`,
				[from, to],
			);
		expect(await gapsOf(sensor)).toEqual([[1, 8, "server not running"]]);
		await history.rows("delete from server_runs");
	});

	it("stay when hours are merged and summarised, and as long as samples do", async () => {
		const sensor = morning();
		await history.pool.drain();
		await upkeep({ waveform: 1, scalar: 2, rollup: 30 }).runOnce();
		expect(await gapsOf(sensor, 100)).toEqual(MORNING);
		await upkeep({ waveform: 0, scalar: 1, rollup: 1 }).runOnce();
		expect(await pausesOf(sensor)).toHaveLength(1);
		await upkeep({ waveform: 1, scalar: 1, rollup: 1 }).runOnce();
		expect(await pausesOf(sensor)).toEqual([]);
	});

	it("end at the last sign of a sensor when the server crashed in a pause", async () => {
		const sensor = history.newSensor();
		sensor.online(T);
		sensor.paced(true, T + 1_000);
		feed(sensor, T, T + MINUTE);
		await history.pool.drain();
		await new SensorStore(history.temporary).closeOpenConnections();
		const [row] = await pausesOf(sensor);
		expect(row!.resumed_at).not.toBeNull();
	});
});

function pausesOf({ rowId }: SensorHandle): Promise<Record<string, unknown>[]> {
	return history.rows("select paused_at, resumed_at from sensor_pauses where sensor_id = $1", [rowId]);
}
