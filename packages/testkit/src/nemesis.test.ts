import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { FaultHook } from "./fault-hook.ts";
import { type LaunchedProcess, launchProcess } from "./launch-process.ts";
import { Nemesis } from "./nemesis.ts";
import { SmallDisk } from "./small-disk.ts";
import { waitUntil } from "./wait-until.ts";

/** Counts on its output and tells what the wall clock says. */
const COUNTS = `process.on("SIGTERM", () => process.exit(3)); let n = 0; console.log("ready");
	setInterval(() => console.log(++n + " at " + Date.now() + " " + new Date().getTime() + ";"), 5)`;

let child: LaunchedProcess;
afterEach(() => child?.kill());

async function start(env: Readonly<Record<string, string>> = {}): Promise<LaunchedProcess> {
	child = await launchProcess(process.execPath, ["-e", COUNTS], { env });
	await child.waitForOutput(/ready/);
	return child;
}

/** The number a process has come to and what its clocks say. */
function lastCount(): number[] {
	return (child.output.match(/(\d+) at (\d+) (\d+);\n$/) ?? []).slice(1).map(Number);
}

describe("Nemesis", () => {
	it("never touches a process it was not given", async () => {
		const nemesis = new Nemesis();
		await start();
		expect(() => nemesis.freeze(child)).toThrow(/not given/);
		await expect(nemesis.kill(child)).rejects.toThrow(/not given/);
		expect(child.running).toBe(true);
	});

	it("freezes and thaws", async () => {
		const nemesis = new Nemesis(await start());
		nemesis.freeze(child);
		const state = () => child.output.length;
		// A stopped process writes nothing more once its pipe is empty.
		let before = -1;
		await waitUntil(
			() => {
				const same = before === state();
				before = state();
				return same;
			},
			{ intervalMs: 60 },
		);
		nemesis.heal();
		await waitUntil(() => state() > before);
	});

	it("terminates and kills", async () => {
		const nemesis = new Nemesis(await start());
		expect(nemesis.terminate(child)).toBe(true);
		expect(await child.exited).toEqual({ code: 3, signal: null });
		expect(nemesis.terminate(child)).toBe(false);
		nemesis.add(await start());
		nemesis.freeze(child);
		await nemesis.kill(child);
		expect(await child.exited).toEqual({ code: null, signal: "SIGKILL" });
	});
});

describe("FaultHook", () => {
	it("blocks the event loop, steps the clock and fills the heap of the process it is in, and of no other", async () => {
		const hook = await FaultHook.create();
		await start(hook.env);
		await hook.look();
		expect((await hook.block(120)).longestDelayMs).toBeGreaterThanOrEqual(100);
		// What a look tells is of the time since the one before; the machine may be busy with something else.
		await waitUntil(async () => (await hook.look()).longestDelayMs < 100);

		await hook.stepClock(-7_200_000);
		const stepped = await waitUntil(() => {
			const [, now = 0, date = 0] = lastCount();
			return Math.abs(now - date) < 1_000 && now > 0 && Date.now() - now > 7_100_000;
		});
		expect(stepped).toBe(true);

		const { usedBytes } = await hook.collectGarbage();
		const full = await hook.holdHeap(33_554_432);
		expect(full.usedBytes - usedBytes).toBeGreaterThanOrEqual(33_554_432);
		expect((await hook.releaseHeap()).usedBytes).toBeLessThan(usedBytes + 8_388_608);
		hook.close();
	});
});

const disk = SmallDisk.mount(1_048_576);

describe.skipIf(disk === undefined)("SmallDisk", () => {
	afterEach(() => disk!.unmount());

	it("is full to the last byte, and not any more", () => {
		const file = path.join(disk!.directory, "note");
		expect(disk!.fill()).toBeGreaterThan(900_000);
		expect(() => writeFileSync(file, Buffer.alloc(4_096))).toThrow(/ENOSPC/);
		disk!.free();
		writeFileSync(file, Buffer.alloc(4_096));
		expect(existsSync(file)).toBe(true);
	});
});
