import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../infrastructure/database/temporary-database.ts";
import { type SpillFiles, spillFiles } from "./spill-files.ts";
import { SpillQuarantine } from "./spill-quarantine.ts";

const LIMIT = 1_000;

let root: string;
let directory: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), "sensocto-quarantine-"));
	directory = path.join(root, "quarantine");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const quarantine = (files: SpillFiles = spillFiles) =>
	new SpillQuarantine({ directory, limitBytes: LIMIT, files, logger: silentLogger });

/** A file of a shard; the later its id, the later it was made, whatever number the shard gave it. */
function damaged(name: string, bytes: number): string {
	const file = path.join(root, name);
	writeFileSync(file, Buffer.alloc(bytes));
	return file;
}

describe("SpillQuarantine", () => {
	it("keeps files up to its bound; for a further one the oldest go, and are counted", async () => {
		const kept = quarantine();
		await Promise.all([kept.keep(damaged("0000000009_a.spill", 400)), kept.keep(damaged("1_b.spill", 600))]);
		expect([readdirSync(directory).length, kept.removed]).toEqual([2, 0]);
		await kept.keep(damaged("0000000001_c.spill", 1));
		expect(readdirSync(directory)).toEqual(["0000000001_c.spill", "1_b.spill"]);
		expect(kept.removed).toBe(1);
	});

	it("does not even keep a single file that is too large", async () => {
		const kept = quarantine();
		await kept.keep(damaged("1_a.spill", 10));
		await kept.keep(damaged("1_b.spill", LIMIT + 1));
		expect([readdirSync(directory), kept.removed]).toEqual([["1_a.spill"], 1]);
	});

	it("holds what earlier processes left to the bound, and needs no folder", async () => {
		await quarantine().open();
		for (const name of ["1_a.spill", "1_b.spill", "1_c.spill"])
			await spillFiles.move(damaged(name, 400), directory, name);
		const kept = quarantine();
		await kept.open();
		expect([readdirSync(directory), kept.removed]).toEqual([["1_b.spill", "1_c.spill"], 1]);
	});

	it("takes a file although another process removes one meanwhile, or none can be removed", async () => {
		const missing = Object.assign(new Error("gone"), { code: "ENOENT" });
		const gone = quarantine({ ...spillFiles, size: () => Promise.reject(missing) });
		await gone.keep(damaged("1_a.spill", 10));
		const stuck = quarantine({ ...spillFiles, remove: () => Promise.reject(new Error("read-only")) });
		await stuck.keep(damaged("1_b.spill", LIMIT + 1));
		expect(readdirSync(directory)).toHaveLength(2);
		expect([gone.removed, stuck.removed]).toEqual([0, 0]);
	});

	it("tells its caller when a file cannot be put aside, and takes the next", async () => {
		const kept = quarantine();
		await expect(kept.keep(path.join(root, "1_absent.spill"))).rejects.toThrow("ENOENT");
		await kept.keep(damaged("1_a.spill", 10));
		expect(readdirSync(directory)).toEqual(["1_a.spill"]);
	});
});
