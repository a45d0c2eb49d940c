import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../infrastructure/database/temporary-database.ts";
import { RunningHistory } from "./testing/running-history.ts";

const warnings: string[] = [];
const logger = { ...silentLogger, warn: (fields: object) => void warnings.push(JSON.stringify(fields)) };

let history: RunningHistory;
beforeAll(async () => {
	history = await RunningHistory.start({ logger });
});
afterAll(() => history.stop());

describe("presence in the history", () => {
	it("keeps online spans and the states of sensor and connector", async () => {
		const { pool } = history;
		const sensor = history.newSensor().keep();
		const state = async () => {
			await pool.drain();
			const { rows } = await history.temporary.database.pool.query(
				`select s.status, c.status as connector, (select json_agg(extract(epoch from disconnected_at - connected_at)
					order by connected_at) from sensor_connections where sensor_id = s.id) as spans
				from sensors s join connectors c on c.id = s.connector_id where s.id = $1`,
				[sensor.rowId],
			);
			return rows[0];
		};
		const t = Date.now();
		sensor.online(t);
		sensor.offline(t + 2_000);
		sensor.online(t + 3_000);
		sensor.online(t + 3_500);
		await expect(state()).resolves.toEqual({ status: "online", connector: "online", spans: [2, null] });
		sensor.offline(t + 4_000);
		await expect(state()).resolves.toEqual({ status: "offline", connector: "offline", spans: [2, 1] });
	});

	it("agrees on the state of connectors whose sensors are spread over all shards", async () => {
		const { pool } = history;
		const crowd = Array.from({ length: 60 }, (_, index) => {
			const sensor = pool.sensor({
				...{ sensorId: `crowd ${index}`, name: "Crowd", type: "ecg", provenance: "simulated" },
				...{ connectorId: `shared ${index % 3}`, connectorName: "Shared" },
			});
			return sensor.keep();
		});
		const states = async () => {
			await pool.drain();
			const { rows } = await history.temporary.database.pool.query(
				"select distinct status from connectors where external_id like 'shared %'",
			);
			return rows;
		};
		for (let round = 0; round < 5; round += 1) {
			for (const sensor of crowd) sensor.online(1_000 * round);
			await expect(states()).resolves.toEqual([{ status: "online" }]);
			for (const sensor of crowd) sensor.offline(1_000 * round + 500);
			await expect(states()).resolves.toEqual([{ status: "offline" }]);
		}
		expect(warnings).toEqual([]);
	});
});
