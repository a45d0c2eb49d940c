import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	startTemporaryDatabase,
	type TemporaryDatabase,
} from "../../infrastructure/database/temporary-database.ts";
import { BioStateStore } from "./bio-state-store.ts";

describe("BioStateStore", () => {
	let database: TemporaryDatabase;
	beforeAll(async () => {
		database = await startTemporaryDatabase();
	}, 60_000);
	afterAll(() => database.stop());

	it("keeps each module's states apart, replaces those it is given, and forgets empty ones", async () => {
		const store = new BioStateStore(database);
		const many = new Map(Array.from({ length: 1_200 }, (_, i) => [`sensor:${i}`, `state ${i}`]));
		await store.save("A", many);
		await store.save("B", new Map([["sensor:1", "of B"]]));
		await store.save(
			"A",
			new Map([
				["sensor:1", "newer"],
				["sensor:2", ""],
				["unknown", ""],
			]),
		);
		const kept = await store.load("A");
		expect(kept.size).toBe(1_199);
		expect([kept.get("sensor:1"), kept.get("sensor:2"), kept.get("sensor:3")]).toEqual([
			"newer",
			undefined,
			"state 3",
		]);
		expect(await store.load("B")).toEqual(new Map([["sensor:1", "of B"]]));
		expect(await store.load("C")).toEqual(new Map());
	});
});
