import { Supervisor } from "@sensocto/supervision";
import { FakeClock, waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
	silentLogger,
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../../infrastructure/database/temporary-database.ts";
import { HISTORY } from "./history-limits.ts";
import { ServerRuns } from "./server-runs.ts";

let temporary: TemporaryDatabase;
beforeAll(async () => {
	temporary = await startTemporaryDatabase();
});
afterAll(() => temporary.stop());

/** How long each stored run lasted, in ms. */
async function runs(): Promise<number[]> {
	const { rows } = await temporary.database.pool.query(
		"select (extract(epoch from alive_at - started_at) * 1000)::int as ms from server_runs order by started_at",
	);
	return rows.map(({ ms }) => ms as number);
}

it("a run outlives a database that is away, goes on in it, and ends with the stop", async () => {
	const clock = new FakeClock();
	let isAway = true;
	let warnings = 0;
	const warn = () => {
		warnings += 1;
	};
	const logger = { ...silentLogger, warn };
	const database = {
		get: () => {
			if (isAway) throw new Error("away");
			return temporary.database;
		},
	};
	const create = () => new ServerRuns({ clock, database, logger });
	const supervisor = new Supervisor("test", { strategy: "one_for_one", clock }, [{ id: "runs", create }]);
	await supervisor.start();
	await clock.advance(0);
	await waitUntil(() => warnings === 1, { what: "a failed sign" });
	isAway = false;
	await waitUntil(
		async () => {
			await clock.advance(HISTORY.runSignMs);
			return (await runs()).length === 1;
		},
		{ what: "a sign of life" },
	);
	const [signed] = await runs();
	expect(signed! % HISTORY.runSignMs).toBe(0);
	await clock.advance(1_234);
	await supervisor.stop();
	const [ended] = await runs();
	expect(ended! % HISTORY.runSignMs).toBe(1_234);
	expect(warnings).toBe(1);
});
