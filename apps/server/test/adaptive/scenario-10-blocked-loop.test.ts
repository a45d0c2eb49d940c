import path from "node:path";
import { SYSTEM_LOADS, type SystemLoad } from "@sensocto/protocol";
import { launchProcess } from "@sensocto/testkit";
import { beforeAll, describe, expect, it } from "vitest";

/** One reading of the blocked process; `at` in ms since the block began. */
interface Reading {
	readonly at: number;
	readonly label: SystemLoad;
	readonly pressure: number;
	readonly bottleneck: string;
	/** The strongest signal as measured at that moment. */
	readonly strongest: number;
}

const BLOCK_MS = 10_000;
const PROGRAM = path.join(import.meta.dirname, "scenario-10-process.ts");

/** Below this nothing keeps the label from falling to normal. */
const CALM = 0.42;

describe("scenario 10: 95 % of the event loop is blocked for 10 s, memory calm", () => {
	let readings: Reading[];

	beforeAll(async () => {
		const child = await launchProcess(process.execPath, [PROGRAM]);
		const { code } = await child.exited;
		expect([code, child.output]).toEqual([0, expect.stringContaining("{")]);
		readings = child.output
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line) as Reading);
	}, 180_000);

	it("is high or critical within 3 s, and says that the event loop is why", () => {
		const high = readings.find(({ label }) => SYSTEM_LOADS.indexOf(label) >= SYSTEM_LOADS.indexOf("high"));
		expect(high?.at).toBeLessThanOrEqual(3_000);
		expect(high?.bottleneck).toMatch(/^(event loop|event-loop delay|ingress)$/);
	});

	it("stays so for as long as the block lasts", () => {
		const during = readings.filter(({ at }) => at > 3_000 && at < BLOCK_MS);
		expect(during.length).toBeGreaterThan(8);
		expect(during.filter(({ label }) => label === "normal" || label === "elevated")).toEqual([]);
	});

	it("is normal again at most 15 s after the last that burdened it", (context) => {
		// On a machine that is busy with other things that may be later than the end of the block.
		const last = readings.findLast(({ strongest }) => strongest >= CALM)!;
		const normal = readings.find(({ at, label }) => at > last.at && label === "normal");
		const isRestless = normal === undefined && readings.at(-1)!.at < last.at + 15_000;
		if (isRestless) return context.skip("this machine let the process never rest");
		expect(last.at).toBeGreaterThanOrEqual(BLOCK_MS - 1_000);
		expect(normal?.at).toBeLessThanOrEqual(last.at + 15_000);
	});
});
