import {
	appendFileSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../infrastructure/database/temporary-database.ts";
import type { SealedRow } from "../flush.ts";
import { SensorHandle } from "../sensor-handle.ts";
import { ShardQueue } from "../shard-queue.ts";
import { SpillDirectory } from "./spill-directory.ts";
import { type SpillFiles, spillFiles } from "./spill-files.ts";
import { SpillQuarantine } from "./spill-quarantine.ts";
import type { SpillGroup } from "./spill-record.ts";
import { SpillStore } from "./spill-store.ts";

const KIB = 1024;
const queue = new ShardQueue(() => {});
const sensor = new SensorHandle(
	{ sensorId: "s:1", name: "S", type: "ecg", connectorId: "c", connectorName: "C", provenance: "real" },
	queue,
);
const series = sensor.series({
	...{ attributeId: "ecg", attributeType: "ecg", unit: "mV", samplingRateHz: 250 },
	...{ provenance: "real", precision: 32, stride: 1 },
});

function row(number: number, waveform = false, length = KIB): SealedRow {
	return { series, t0: number, samples: 10, waveform, bytes: Buffer.alloc(length, number), ordinal: number };
}

function group(...rows: SealedRow[]): SpillGroup {
	return { rows, sessions: [{ sensor, session: "a", seq: rows[0]!.t0 }] };
}

describe("SpillStore", () => {
	let root: string;
	let directory: string;
	let aside: string;
	let ids = 0;

	beforeEach(() => {
		root = mkdtempSync(path.join(tmpdir(), "sensocto-spill-"));
		directory = path.join(root, "0");
		aside = path.join(root, "quarantine");
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));

	function store(limitBytes = 1024 * KIB, files: SpillFiles = spillFiles): SpillStore {
		const quarantine = new SpillQuarantine({ directory: aside, limitBytes, files, logger: silentLogger });
		return new SpillStore({
			...{ directory, quarantine, limitBytes, files, logger: silentLogger },
			handles: { sensor: () => sensor, series: () => series },
			newId: () => `01890000-0000-7000-8000-${String(++ids).padStart(12, "0")}`,
		});
	}

	/** The first sample times of everything that comes back. */
	async function drain(from: SpillStore): Promise<number[][]> {
		const groups: number[][] = [];
		for (let next = await from.next(); next; next = await from.next()) {
			for (const { bytes, t0 } of next.group.rows) expect(bytes.every((byte) => byte === t0)).toBe(true);
			groups.push(next.group.rows.map(({ t0 }) => t0));
			await from.confirm(next.segmentId, next.to);
		}
		return groups;
	}

	const onlyFile = () => path.join(directory, readdirSync(directory)[0]!);

	it("gives groups back in order, each until it is confirmed, and leaves no file", async () => {
		const spill = store();
		await spill.append(group(row(1), row(2, true)));
		await spill.append(group(row(3)));
		expect(spill.samples).toBe(30);
		const first = await spill.next();
		expect(first).toMatchObject({ from: 0, to: 1, group: { sessions: [{ session: "a", seq: 1 }] } });
		expect(await spill.next()).toEqual(first);
		await expect(drain(spill)).resolves.toEqual([[1, 2], [3]]);
		expect(spill.isEmpty).toBe(true);
		expect(readdirSync(directory)).toEqual([]);
	});

	it("is taken up by a later process where the database says it was left", async () => {
		const spill = store();
		for (const number of [1, 2, 3]) await spill.append(group(row(number)));
		const later = store();
		await later.open();
		expect(later.samples).toBe(30);
		const { segmentId, from } = (await later.next())!;
		expect(from).toBe(0);
		await later.confirm(segmentId, 2);
		await expect(drain(later)).resolves.toEqual([[3]]);
	});

	it("cuts off the record that a crash interrupted and goes on", async () => {
		await store().append(group(row(1)));
		const whole = readFileSync(onlyFile());
		await store().append(group(row(2)));
		for (const cut of [1, 27, 28, 100, whole.length - 1]) {
			rmSync(directory, { recursive: true });
			await store().append(group(row(1)));
			appendFileSync(onlyFile(), whole.subarray(0, cut));
			const later = store();
			await later.open();
			expect([later.damaged, later.bytes]).toEqual([0, whole.length]);
			await later.append(group(row(2)));
			await expect(drain(later)).resolves.toEqual([[1], [2]]);
		}
	});

	it.each([
		["the payload", 600],
		["the header", 5],
	])("passes over a record damaged in %s, counts it and keeps its file aside", async (_, where) => {
		const spill = store();
		for (const number of [1, 2, 3]) await spill.append(group(row(number)));
		const bytes = readFileSync(onlyFile());
		const at = bytes.length / 3 + where;
		bytes[at] = bytes[at]! ^ 0xff;
		writeFileSync(onlyFile(), bytes);
		const later = store();
		await later.open();
		await expect(drain(later)).resolves.toEqual([[1], [3]]);
		expect(later.damaged).toBe(1);
		expect(readdirSync(directory)).toEqual([]);
		expect(readdirSync(aside)).toHaveLength(1);
	});

	it("gives up the oldest waveforms first at its bound, then the oldest of all, and counts them", async () => {
		const spill = store(10 * KIB);
		for (let number = 1; number <= 4; number += 1)
			await spill.append(group(row(number), row(number + 100, true)));
		expect(spill.lost).toBe(0);
		await spill.append(group(row(5, false, 2 * KIB)));
		expect(spill.lost).toBe(40);
		expect(spill.bytes).toBeLessThanOrEqual(10 * KIB);
		await spill.append(group(row(6, false, 6 * KIB)));
		expect(spill.lost).toBe(90);
		await expect(drain(spill)).resolves.toEqual([[6]]);
	});

	it("keeps what is on its way to the database when it makes room", async () => {
		const spill = store(4 * KIB);
		await spill.append(group(row(1)));
		const { segmentId, to } = (await spill.next())!;
		await spill.append(group(row(2, false, 3 * KIB)));
		expect(spill.lost).toBe(0);
		await spill.confirm(segmentId, to);
		await expect(drain(spill)).resolves.toEqual([[2]]);
	});

	it("keeps nothing of a group the disk does not take, and takes the next", async () => {
		let isFull = true;
		const files: SpillFiles = {
			...spillFiles,
			append: async (file, parts) => {
				if (!isFull) return spillFiles.append(file, parts);
				await spillFiles.append(file, [Buffer.concat(parts).subarray(0, 50)]);
				throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
			},
		};
		const spill = store(1024 * KIB, files);
		await expect(spill.append(group(row(1)))).rejects.toThrow("no space left");
		expect(spill.samples).toBe(0);
		isFull = false;
		await spill.append(group(row(2)));
		await expect(drain(spill)).resolves.toEqual([[2]]);
		expect(spill.isEmpty).toBe(true);
	});

	it("begins another file when the disk does not even take back a half-written record", async () => {
		let isBroken = false;
		const files: SpillFiles = {
			...spillFiles,
			append: async (file, parts) => {
				if (!isBroken) return spillFiles.append(file, parts);
				await spillFiles.append(file, [Buffer.concat(parts).subarray(0, 50)]);
				throw new Error("input/output error");
			},
			truncate: () => Promise.reject(new Error("input/output error")),
		};
		const spill = store(1024 * KIB, files);
		await spill.append(group(row(1)));
		isBroken = true;
		await expect(spill.append(group(row(2)))).rejects.toThrow("input/output");
		isBroken = false;
		await spill.append(group(row(3)));
		await expect(drain(spill)).resolves.toEqual([[1], [3]]);
		expect(readdirSync(aside)).toHaveLength(1);
	});

	it("survives an empty and a cut file", async () => {
		await store().append(group(row(1)));
		truncateSync(onlyFile(), 0);
		const later = store();
		await later.open();
		expect(later.isEmpty).toBe(true);
	});
});

describe("SpillDirectory", () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(path.join(tmpdir(), "sensocto-spill-"));
	});
	afterEach(() => rmSync(root, { recursive: true, force: true }));

	it("takes over the files of a process that ended, and of no other", async () => {
		const first = new SpillDirectory(root, "first", spillFiles);
		await first.open(2);
		await spillFiles.makeDirectory(first.shard(1));
		writeFileSync(path.join(first.shard(1), "a.spill"), "a");
		const second = new SpillDirectory(root, "second", spillFiles);
		await second.open(2);
		await expect(spillFiles.list(second.shard(1))).resolves.toEqual([]);
		second.close();
		first.close();
		const third = new SpillDirectory(root, "third", spillFiles);
		await third.open(1);
		await expect(spillFiles.list(third.shard(0))).resolves.toEqual(["a.spill"]);
		expect(readdirSync(root)).toEqual(["third"]);
		third.close();
	});
});
