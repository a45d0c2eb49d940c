import { LIMITS } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import type { SensorRecord } from "./sensor-record.ts";
import { at, liveSensors, TestDevice } from "./testing/live-sensors.ts";

describe("Sensor.ingestColumns", () => {
	it("stores nothing of columns that would make too many attributes, not even those of attributes it knows", async () => {
		const { join, stored } = await liveSensors();
		const record = await join("s", new TestDevice());
		record.sensor!.ingest([at("temp", 20, 1)], 0);
		const many = Array.from({ length: LIMITS.attributesPerSensor }, (_, i) => [`a${i}`, { dt: 1, v: [1] }]);
		const columns = { temp: { dt: 1, v: [21, 22] }, ...Object.fromEntries(many) };
		expect(record.sensor!.ingestColumns({ t0: 2, columns }, 0)).toMatchObject({
			code: "too_many_attributes",
			details: { count: LIMITS.attributesPerSensor + 1 },
		});
		expect(stored).toEqual([["temp", 1, 20]]);
	});

	it("crashes over columns as over rows", async () => {
		const { clock, join, poison } = await liveSensors();
		const record = await join("s", new TestDevice());
		const columns = (t0: number) => ({ t0, columns: { temp: { dt: 1, v: [21, 22] } } });
		expect(record.sensor!.ingestColumns(columns(1), 0)).toBeNull();
		poison(true);
		expect(record.sensor!.ingestColumns(columns(3), 0)).toBeUndefined();
		poison(false);
		await clock.advance(100);
		expect(record.sensor!.ingestColumns(columns(5), 0)).toBeNull();
	});

	it("stores columns as it stores the rows they stand for, whatever it knows of their attributes", async () => {
		const [rows, columns] = [await liveSensors(), await liveSensors()];
		const [inRows, inColumns] = [
			await rows.join("s", new TestDevice()),
			await columns.join("s", new TestDevice()),
		];
		for (const [k, attributes] of [
			["temp", "gas", "thing"],
			["thing", "temp", "button", "gas"],
		].entries()) {
			const t0 = 1_000 * (k + 1);
			const column = { dt: [0, 400, 200], v: [k + 1, k + 2, k + 3] };
			const frame = { t0, columns: Object.fromEntries(attributes.map((id) => [id, column])) };
			expect(inColumns.sensor!.ingestColumns(frame, t0 + 500)).toBeNull();
			const batch = attributes.flatMap((id) => column.v.map((v, i) => at(id, v, t0 + column.dt[i]!)));
			expect(inRows.sensor!.ingest(batch, t0 + 500)).toBeNull();
		}
		const by = ([a]: [string, ...unknown[]], [b]: [string, ...unknown[]]) => a.localeCompare(b);
		expect(columns.stored.sort(by)).toEqual(rows.stored.sort(by));
		expect(columns.stored).toHaveLength(21);
		expect(inColumns.lastSeenAt).toBe(2_500);
		const kept = (record: SensorRecord) =>
			[...record.store!.values()]
				.map(({ id, ring, type }) => [id, type.type, ring.head, ring.lastTime])
				.sort();
		expect(kept(inColumns)).toEqual(kept(inRows));
	});
});
