import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isReachable, openToGroup, runAs } from "./run-as.ts";

const ACCOUNTS = ["root:x:0:0:root:/root:/bin/sh", "nobody:x:65534:65533::/nonexistent:/bin/false"];

describe("runAs", () => {
	it("leaves an ordinary user as he is", () => {
		expect(runAs(1_000, () => [])).toBeUndefined();
	});

	it("prefers the account postgres and falls back to uid 65534", () => {
		expect(runAs(0, () => ACCOUNTS)).toEqual({ uid: 65_534, gid: 65_533 });
		expect(runAs(0, () => [...ACCOUNTS, "postgres:x:70:71::/var:/bin/sh"])).toEqual({ uid: 70, gid: 71 });
	});

	it("says what to do when there is neither", () => {
		expect(() => runAs(0, () => ["root:x:0:0::/root:/bin/sh", ""])).toThrow(
			/ordinary user or set DATABASE_URL/,
		);
	});
});

describe.runIf(process.getuid?.() === 0)("directories of root", () => {
	const account = { uid: 65_534, gid: 65_533 };
	let directory: string;

	beforeEach(() => {
		directory = mkdtempSync(path.join(tmpdir(), "sensocto-run-as-"));
	});
	afterEach(() => rmSync(directory, { recursive: true, force: true }));

	it("opens a closed data directory to the account's group and nobody else", () => {
		expect(isReachable(directory, account)).toBe(false);
		expect(openToGroup(directory, account)).toBe(true);
		expect(isReachable(directory, account)).toBe(true);
		expect(statSync(directory)).toMatchObject({ uid: 0, gid: account.gid });
		expect(statSync(directory).mode & 0o777).toBe(0o710);
	});

	it("leaves homes, directories below closed ones and directories shared with a group as they are", () => {
		const inside = path.join(directory, "data");
		mkdirSync(inside, { mode: 0o700 });
		expect(openToGroup(inside, account)).toBe(false);
		expect(openToGroup(directory, account, () => [`a:x:1:1::${directory}:/bin/sh`])).toBe(false);
		chmodSync(directory, 0o750);
		expect(openToGroup(directory, account)).toBe(false);
		expect(statSync(directory).mode & 0o777).toBe(0o750);
	});
});
