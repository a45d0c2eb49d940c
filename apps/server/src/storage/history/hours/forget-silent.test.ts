import { systemClock } from "@sensocto/supervision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../../infrastructure/database/temporary-database.ts";
import { BioStateStore } from "../../bio/bio-state-store.ts";
import { RunningHistory } from "../testing/running-history.ts";
import { HistoryUpkeep } from "./upkeep.ts";

const DAY_MS = 86_400_000;

let history: RunningHistory;
beforeAll(async () => {
	history = await RunningHistory.start();
});
afterAll(() => history.stop());

/** The history is looked after this many days from now. */
async function lookAfter(days: number): Promise<void> {
	const upkeep = new HistoryUpkeep({
		...{ database: history.temporary, logger: silentLogger, waiting: () => 0 },
		clock: { ...systemClock, now: () => Date.now() + days * DAY_MS },
		retention: { waveform: 0, scalar: 0, rollup: 0 },
	});
	await upkeep.runOnce();
}

function barrier(sensorId: string, seq: number): Promise<void> {
	const sensor = history.newSensor({ sensorId });
	return new Promise((resolve, reject) => {
		history.pool.barrier(sensor, "run", seq, (error) => (error ? reject(error) : resolve()));
	});
}

describe("the upkeep of what nobody comes back to", () => {
	it("forgets a device session after 30 days without a batch, and not before", async () => {
		await barrier("silent", 4);
		await barrier("speaking", 5);
		await lookAfter(29);
		await expect(history.pool.lastSeq("silent", "run")).resolves.toBe(4);
		await history.rows(
			`update ingest_sessions set updated_at = now() + interval '20 days' where last_seq = 5`,
		);
		await lookAfter(31);
		await expect(history.pool.lastSeq("silent", "run")).resolves.toBe(0);
		await expect(history.pool.lastSeq("speaking", "run")).resolves.toBe(5);
	});

	it("forgets what was learned about a sensor after 30 days in which no module learned more", async () => {
		const store = new BioStateStore(history.temporary);
		const kept = async () => [
			...(await store.load("NoveltyDetector")).keys(),
			...(await store.load("PredictiveLoadBalancer")).keys(),
		];
		await store.save("NoveltyDetector", new Map([["gone", "a"]]));
		await store.save("NoveltyDetector", new Map([["speaking", "b"]]));
		await store.save("PredictiveLoadBalancer", new Map([["gone", "c"]]));
		await lookAfter(29);
		await expect(kept()).resolves.toEqual(["gone", "speaking", "gone"]);
		await history.rows(`update bio_states set updated_at = now() - interval '20 days'`);
		await store.save("NoveltyDetector", new Map([["speaking", "more"]]));
		await lookAfter(11);
		await expect(kept()).resolves.toEqual(["speaking"]);
	});

	it("forgets writers and spill files, each in its own time", async () => {
		await barrier("writing", 1);
		await history.rows("insert into history_spills (segment_id, position) values (gen_random_uuid(), 3)");
		const counts = () =>
			history.rows(
				`select (select count(*)::int from history_writers) as writers,
					(select count(*)::int from history_spills) as spills`,
			);
		const [before] = await counts();
		expect(before!.writers).toBeGreaterThan(0);
		await lookAfter(8);
		await expect(counts()).resolves.toEqual([{ writers: 0, spills: 1 }]);
		await lookAfter(91);
		await expect(counts()).resolves.toEqual([{ writers: 0, spills: 0 }]);
		// A writer that was only silent goes on.
		await barrier("writing", 2);
		await expect(history.pool.lastSeq("writing", "run")).resolves.toBe(2);
	});
});
