import { LIMITS } from "@sensocto/protocol";
import { Supervisor, systemClock } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	silentLogger,
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../../infrastructure/database/temporary-database.ts";
import { RepoReplicatorPool } from "./repo-replicator-pool.ts";
import { SensorStore } from "./sensor-store.ts";
import { SimulatorStateStore } from "./simulator-state-store.ts";
import { TokenStore } from "./token-store.ts";

let temporary: TemporaryDatabase;

beforeAll(async () => {
	temporary = await startTemporaryDatabase();
});
afterAll(() => temporary.stop());

describe("SensorStore", () => {
	it("gives every sensor with its newest samples, and ends what a crash left open", async () => {
		const pool = new RepoReplicatorPool({ database: temporary, clock: systemClock, logger: silentLogger });
		const supervisor = new Supervisor("test", { strategy: "one_for_one" }, [pool.spec()]);
		await supervisor.start();
		const store = new SensorStore(temporary);
		const t = Date.now();
		const sensor = pool.sensor({
			...{
				sensorId: "a:b c",
				name: "A",
				type: "imu",
				connectorId: "c1",
				connectorName: "C",
				connectorType: "mobile",
			},
			...{ provenance: "real", source: "somebody" },
		});
		const base = {
			unit: null,
			samplingRateHz: 10,
			displayName: "Shown",
			provenance: "real",
			delivery: "every",
		} as const;
		const number = sensor.series({
			...base,
			attributeId: "t",
			attributeType: "temperature",
			precision: 32,
			stride: 1,
		});
		const vector = sensor.series({
			...base,
			attributeId: "imu",
			attributeType: "imu",
			precision: 64,
			stride: 2,
		});
		const json = sensor.series({
			...base,
			attributeId: "pose",
			attributeType: "skeleton",
			precision: "json",
			stride: 1,
		});
		sensor
			.series({ ...base, attributeId: "silent", attributeType: "temperature", precision: 32, stride: 1 })
			.keep();
		for (const [at, value] of [
			[0, 36.6],
			[2, 36.8],
			[1, 36.7],
		] as const)
			number.append(t + at, value);
		vector.append(t, new Float64Array([1, 2]));
		vector.append(t + 1, new Float64Array([3.5, Number.NaN]));
		json.append(t, { a: [1] });
		sensor.online(t);
		await pool.drain();
		const [stored] = await store.loadRecent(10);
		await expect(store.find(["nobody", "a:b c"])).resolves.toEqual([stored]);
		await expect(store.find(["nobody"])).resolves.toEqual([]);
		expect(stored).toMatchObject({
			...{ sensorId: "a:b c", name: "A", type: "imu", provenance: "real", source: "somebody" },
			...{ connectorId: "c1", connectorName: "C", connectorType: "mobile", lastSeenMs: expect.any(Number) },
		});
		expect(
			Object.fromEntries(stored!.attributes.map(({ attributeId, last }) => [attributeId, last])),
		).toEqual({
			t: { timestamp: t + 2, sample: 36.8 },
			imu: { timestamp: t + 1, sample: [3.5, Number.NaN] },
			pose: { timestamp: t, sample: { a: [1] } },
			silent: null,
		});
		expect(stored!.attributes[0]).toMatchObject({ ...base, precision: 32, stride: 1 });
		await store.closeOpenConnections();
		const { rows } = await temporary.database.pool.query(
			`select s.status, c.status as connector, count(*) filter (where disconnected_at is null)::int as open
			from sensors s join connectors c on c.id = s.connector_id join sensor_connections o on o.sensor_id = s.id
			group by 1, 2`,
		);
		expect(rows).toEqual([{ status: "offline", connector: "offline", open: 0 }]);
		await supervisor.stop();
	});

	it("gives the sensors seen last, and of one with very many attributes those that came last", async () => {
		const { pool: db } = temporary.database;
		await db.query(
			`insert into sensors (id, external_id, name, sensor_type, provenance, last_seen_at)
			select gen_random_uuid(), 'seen ' || n, 'S', 't', case when n = 9 then 'derived' else 'real' end,
				'2100-01-01'::timestamptz + n * interval '1 day' from generate_series(1, 9) n`,
		);
		await db.query(
			`insert into sensor_attributes (id, sensor_id, attribute_id, attribute_type, value_kind, provenance)
			select gen_random_uuid(), s.id, 'a' || n, 'steps', 'float8', 'real'
			from sensors s, generate_series(1, 300) n where external_id = 'seen 7' order by n`,
		);
		const recent = await new SensorStore(temporary).loadRecent(2);
		expect(recent.map(({ sensorId }) => sensorId)).toEqual(["seen 8", "seen 7"]);
		const ids = recent[1]!.attributes.map(({ attributeId }) => attributeId);
		expect([ids.length, ids[0], ids.at(-1)]).toEqual([LIMITS.attributesPerSensor, "a45", "a300"]);
	});

	it("seeds sensor types once and updates them", async () => {
		const store = new SensorStore(temporary);
		const type = { name: "ecg", title: "ECG", allowedAttributes: ["ecg"] };
		await store.seedSensorTypes([], 1);
		await store.seedSensorTypes([type, { ...type, name: "imu" }], 1);
		await store.seedSensorTypes([{ ...type, title: "Heart", allowedAttributes: ["ecg", "rr"] }], 2);
		const { rows } = await temporary.database.pool.query(
			"select name, title, allowed_attributes from sensor_types order by name",
		);
		expect(rows).toEqual([
			{ name: "ecg", title: "Heart", allowed_attributes: ["ecg", "rr"] },
			{ name: "imu", title: "ECG", allowed_attributes: ["ecg"] },
		]);
	});
});

describe("TokenStore", () => {
	it("accepts a token for its purpose until it is revoked or expires, and stores no secret", async () => {
		const clock = new FakeClock();
		const tokens = new TokenStore(temporary, clock);
		const issued = await tokens.issue({
			purpose: "connector",
			subject: "c1",
			claims: { rooms: [1] },
			ttlMs: 1_000,
		});
		await expect(tokens.verify(issued.secret, "connector")).resolves.toEqual({
			...{ id: issued.id, subject: "c1", claims: { rooms: [1] }, expiresAtMs: issued.expiresAtMs },
		});
		await expect(tokens.verify(issued.secret, "viewer")).resolves.toBeUndefined();
		await expect(tokens.verify(`${issued.secret}x`, "connector")).resolves.toBeUndefined();
		const { rows } = await temporary.database.pool.query("select t::text as row from tokens t");
		expect(JSON.stringify(rows)).not.toContain(issued.secret);
		await expect(tokens.revoke(issued.id)).resolves.toBe(true);
		await expect(tokens.revoke(issued.id)).resolves.toBe(false);
		await expect(tokens.verify(issued.secret, "connector")).resolves.toBeUndefined();
		const brief = await tokens.issue({ purpose: "viewer", subject: "v", ttlMs: 10 });
		await clock.advance(1_000);
		await expect(tokens.verify(brief.secret, "viewer")).resolves.toBeUndefined();
		await expect(tokens.purgeExpired()).resolves.toBe(2);
	});
});

describe("SimulatorStateStore", () => {
	it("restores scenarios, connectors, batteries and tracks, and forgets a deleted scenario whole", async () => {
		const simulator = new SimulatorStateStore(temporary, new FakeClock());
		const scenario = {
			...{
				name: "group",
				source: "custom" as const,
				yaml: "version: 1\n",
				running: true,
				startedAtMs: 5_000,
			},
			connectors: [
				{ connectorId: "a", status: "running" as const },
				{ connectorId: "b", status: "paused" as const },
			],
		};
		const battery = {
			sensorId: "s",
			attributeId: "battery",
			level: 80,
			charging: false,
			state: { drain: 1 },
		};
		const track = { sensorId: "s", attributeId: "geolocation", state: { at: [48.2, 16.4] } };
		await simulator.saveBatteries("group", [battery]);
		await expect(simulator.loadGenerators("group")).resolves.toEqual({ batteries: [], tracks: [] });
		await simulator.saveScenario(scenario);
		await simulator.saveBatteries("group", [battery]);
		await simulator.saveBatteries("group", [{ ...battery, level: 79.5, charging: true }]);
		await simulator.saveTracks("group", [track]);
		await expect(simulator.loadScenarios()).resolves.toEqual([scenario]);
		await expect(simulator.loadGenerators("group")).resolves.toEqual({
			batteries: [{ ...battery, level: 79.5, charging: true }],
			tracks: [track],
		});
		const stopped = { ...scenario, running: false, startedAtMs: null, connectors: [] };
		await simulator.saveScenario(stopped);
		await expect(simulator.loadScenarios()).resolves.toEqual([stopped]);
		await expect(simulator.deleteScenario("group")).resolves.toBe(true);
		await expect(simulator.deleteScenario("group")).resolves.toBe(false);
		await expect(simulator.loadGenerators("group")).resolves.toEqual({ batteries: [], tracks: [] });
	});
});
