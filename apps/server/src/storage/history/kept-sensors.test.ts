import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SeriesDescriptor } from "./descriptors.ts";
import { HISTORY } from "./history-limits.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import { RunningHistory } from "./testing/running-history.ts";

const T = Date.UTC(2026, 0, 1);
const STEPS: SeriesDescriptor = {
	...{ attributeId: "steps", attributeType: "steps", unit: null, samplingRateHz: 1 },
	...{ provenance: "real", precision: 64, stride: 1 },
};

let history: RunningHistory;
beforeAll(async () => {
	history = await RunningHistory.start();
});
afterAll(() => history.stop());

/** What is stored of a sensor: its state, its online spans in s since T, and how many samples each attribute has. */
async function stored({ descriptor: { sensorId } }: SensorHandle): Promise<unknown> {
	await history.pool.drain();
	const [row] = await history.rows(
		`select s.status,
			(select json_agg(extract(epoch from c.connected_at - $2::timestamptz)::int order by c.connected_at)
				from sensor_connections c where c.sensor_id = s.id) as spans,
			(select json_object_agg(attribute_id, (select count(*) from sensor_attribute_data d
				where d.series_id = a.series_id)) from sensor_attributes a where a.sensor_id = s.id) as samples
		from sensors s where external_id = $1`,
		[sensorId, new Date(T).toISOString()],
	);
	return row;
}

describe("a sensor", () => {
	it("leaves nothing in the database when it comes and goes without a sample, whatever it announces", async () => {
		const sensor = history.newSensor({ connectorId: "silent" });
		for (const attributeId of ["a", "b"]) sensor.series({ ...STEPS, attributeId });
		sensor.online(T);
		history.pool.sensor({ ...sensor.descriptor, name: "Renamed" });
		sensor.offline(T + 1_000);
		await expect(stored(sensor)).resolves.toBeUndefined();
		await expect(history.rows("select from connectors where external_id = 'silent'")).resolves.toHaveLength(
			0,
		);
		expect(sensor.isKept).toBe(false);
	});

	it("is stored with its first sample: who it is, what it sent, and since when it is online", async () => {
		const sensor = history.newSensor();
		sensor.online(T);
		sensor.offline(T + 1_000);
		sensor.online(T + 5_000);
		sensor.online(T + 6_000);
		sensor.series({ ...STEPS, attributeId: "silent" });
		const series = sensor.series(STEPS);
		await expect(stored(sensor)).resolves.toBeUndefined();
		series.append(T + 7_000, 1);
		expect(sensor.isKept).toBe(true);
		const samples = { steps: 1 };
		await expect(stored(sensor)).resolves.toEqual({ status: "online", spans: [5], samples });
		sensor.offline(T + 9_000);
		await expect(stored(sensor)).resolves.toEqual({ status: "offline", spans: [5], samples });
	});

	it("is not stored for a sample that cannot be", async () => {
		const sensor = history.newSensor();
		sensor.series(STEPS).append(Number.NaN, 1);
		await expect(stored(sensor)).resolves.toBeUndefined();
	});

	it("is stored for the number of a batch, even one without samples", async () => {
		const sensor = history.newSensor();
		await new Promise<void>((resolve) => history.pool.barrier(sensor, "run", 3, () => resolve()));
		await expect(history.pool.lastSeq(sensor.descriptor.sensorId, "run")).resolves.toBe(3);
		expect(sensor.isKept).toBe(true);
	});

	it("that was stored before has every stay on record, also one without a sample", async () => {
		const sensor = history.newSensor().keep();
		sensor.online(T + 1_000);
		await expect(stored(sensor)).resolves.toEqual({ status: "online", spans: [1], samples: null });
	});
});

describe("an attribute", () => {
	it("leaves no row however often others are announced and withdrawn, until its first sample", async () => {
		const sensor = history.newSensor();
		const steps = sensor.series(STEPS);
		steps.append(T, 1);
		for (let n = 0; n < 3_000; n += 1) {
			sensor.series({ ...STEPS, attributeId: `silent${n}` });
			if (n % 1_000 === 0) await history.pool.drain();
		}
		await expect(stored(sensor)).resolves.toMatchObject({ samples: { steps: 1 } });
		sensor.series({ ...STEPS, attributeId: "silent7" }).append(T, 1);
		await expect(stored(sensor)).resolves.toMatchObject({ samples: { steps: 1, silent7: 1 } });
	});

	it("is described anew without a sample when it was stored before", async () => {
		const sensor = history.newSensor();
		sensor.series(STEPS).append(T, 1);
		await history.pool.drain();
		history.pool.forget(sensor.descriptor.sensorId);
		const again = history.pool.sensor(sensor.descriptor).keep();
		again.series({ ...STEPS, displayName: "Steps" });
		await history.pool.drain();
		await expect(
			history.rows(
				`select display_name from sensor_attributes
				where sensor_id = (select id from sensors where external_id = $1)`,
				[sensor.descriptor.sensorId],
			),
		).resolves.toEqual([{ display_name: "Steps" }]);
	});

	it("keeps the samples from before it changed its shape, although none of the new shape has come", async () => {
		const sensor = history.newSensor();
		sensor.series(STEPS).append(T, 1);
		sensor.series({ ...STEPS, precision: "json" });
		await expect(stored(sensor)).resolves.toMatchObject({ samples: { steps: 1 } });
	});
});

describe("RepoReplicatorPool.forget", () => {
	it("lets go of an absent sensor, and of none that is online or of which something waits", async () => {
		const { pool } = history;
		const known = (sensor: SensorHandle) => pool.sensor(sensor.descriptor) === sensor;
		const forget = (sensor: SensorHandle) => pool.forget(sensor.descriptor.sensorId);
		const [silent, online, waiting] = [history.newSensor(), history.newSensor(), history.newSensor()];
		online.online(T);
		waiting.series(STEPS).append(T, 1);
		for (const sensor of [silent, online, waiting]) forget(sensor);
		expect([silent, online, waiting].map(known)).toEqual([false, true, true]);
		await pool.drain();
		forget(waiting);
		expect(known(waiting)).toBe(false);
		pool
			.sensor(waiting.descriptor)
			.series(STEPS)
			.append(T + 1, 2);
		await expect(stored(waiting)).resolves.toMatchObject({ samples: { steps: 2 } });
	});
});

describe("the series of one sensor", () => {
	it("are remembered up to a bound; one that was given up takes its place again with its next sample", async () => {
		const sensor = history.newSensor();
		const [first, second] = [0, 1].map((n) => sensor.series({ ...STEPS, attributeId: `a${n}` }));
		second!.append(T, 1);
		for (let n = 2; n <= HISTORY.seriesPerSensor; n += 1) sensor.series({ ...STEPS, attributeId: `a${n}` });
		expect([sensor.known("a0"), sensor.known("a1")]).toEqual([undefined, second]);
		first!.append(T, 7);
		expect([sensor.known("a0"), sensor.known("a2")]).toEqual([first, undefined]);
		await history.pool.drain();
		for (const n of [0, 1])
			await expect(
				history.rows(
					`select value from sensor_attribute_data where attribute_id = $1
					and sensor_id = (select id from sensors where external_id = $2)`,
					[`a${n}`, sensor.descriptor.sensorId],
				),
			).resolves.toEqual([{ value: n === 0 ? 7 : 1 }]);
	});
});
