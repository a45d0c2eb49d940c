import { LIMITS } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import type { ScannedColumns } from "./scanned-columns.ts";
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

describe("Sensor.ingestScanned", () => {
	/** Columns of two samples each, as a scanner hands them over. */
	const scanned = (t0: number, ...ids: string[]): ScannedColumns => ({
		...{ count: ids.length, t0, ids },
		ends: Int32Array.from(ids, (_, k) => 2 * (k + 1)),
		offsets: Float64Array.from(ids.flatMap(() => [0, 10.5])),
		values: Float64Array.from(ids.flatMap((_, k) => [k, -k])),
	});

	it("stores columns of known scalars, and nothing when one is unknown or none", async () => {
		const { join, stored } = await liveSensors();
		const record = await join("s", new TestDevice());
		record.sensor!.ingest([at("temp", 20, 1), at("hr", 70, 1), at("note", { a: 1 }, 1)], 0);
		stored.length = 0;
		for (const ids of [
			["temp", "spo2"],
			["temp", "note"],
		])
			expect(record.sensor!.ingestScanned(scanned(100, ...ids), 500)).toBe(false);
		expect(stored).toEqual([]);
		expect(record.sensor!.ingestScanned(scanned(100, "temp", "hr"), 500)).toBe(true);
		expect(stored).toEqual([
			["temp", 100, 0],
			["temp", 110, -0],
			["hr", 100, 1],
			["hr", 110, -1],
		]);
		expect(record.lastSeenAt).toBe(500);
	});

	it("crashes over columns as over a number", async () => {
		const { clock, join, poison } = await liveSensors();
		const record = await join("s", new TestDevice());
		record.sensor!.ingest([at("temp", 20, 1)], 0);
		poison(true);
		expect(record.sensor!.ingestScanned(scanned(100, "temp"), 500)).toBe(true);
		poison(false);
		await clock.advance(100);
		expect(record.sensor!.ingestScanned(scanned(200, "temp"), 600)).toBe(true);
	});
});
