import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "@sensocto/supervision";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Application } from "../../src/application.ts";
import { BIO_MODULES } from "../../src/bio/decision-log.ts";
import { readConfig } from "../../src/config.ts";

/** Who must be at each end of every signal; further ends are welcome. */
const ENDS: Readonly<Record<string, readonly [from: readonly string[], to: readonly string[]]>> = {
	load: [
		["SystemLoadMonitor"],
		["ResourceArbiter", "AttentionTracker", "Sensors", "StoreBudget", "OutcomeMeter", "LensRouter"],
	],
	interest: [["AttentionTracker"], ["PredictiveLoadBalancer"]],
	novelty: [["NoveltyDetector"], ["AttentionTracker", "AlertFeed"]],
	forecast: [["PredictiveLoadBalancer"], ["AttentionTracker"]],
	day: [["CircadianScheduler"], ["ResourceArbiter", "PredictiveLoadBalancer", "HistoryUpkeep"]],
	outcome: [["LensRouter"], ["HomeostaticTuner"]],
	"set-point": [["HomeostaticTuner"], ["ResourceArbiter"]],
	budget: [["ResourceArbiter"], ["CircadianScheduler"]],
	allocation: [
		["ResourceArbiter"],
		["Sensors", "LensRouter", "OutcomeMeter", "CircadianScheduler", "PredictiveLoadBalancer"],
	],
	acks: [["LensRouter"], ["OutcomeMeter"]],
	synchrony: [["SyncComputer"], ["SyncRecorder"]],
};

describe("the wiring of the adaptive layer", () => {
	const dataDir = mkdtempSync(path.join(tmpdir(), "sensocto-wiring-"));
	const application = new Application({
		config: readConfig({ DATA_DIR: dataDir, PORT: "0", SIMULATOR_ENABLED: "false", NODE_ENV: "test" }),
		clock: systemClock,
		log: pino({ level: "silent" }),
		random: Math.random,
		onGiveUp: (error) => {
			throw error;
		},
	});
	const { wires } = application.platform;

	beforeAll(() => application.start(), 60_000);

	afterAll(async () => {
		await application.stop();
		rmSync(dataDir, { recursive: true, force: true });
	}, 30_000);

	it("has a producer and a consumer for every signal, and nobody unknown", () => {
		expect(wires.all().map(({ name }) => name)).toEqual(Object.keys(ENDS));
		for (const { consumers, name, producers } of wires.all()) {
			const [from, to] = ENDS[name]!;
			expect({ name, from: producers.sort() }).toEqual({ name, from: [...from].sort() });
			expect({ name, to: consumers }).toEqual({ name, to: expect.arrayContaining([...to]) });
		}
	});

	it("runs every module of the biomimetic layer under its supervisor", () => {
		const layer = application.tree().children?.find(({ id }) => id === "Bio.Supervisor");
		expect(layer?.children?.map(({ id, state }) => `${id} ${state}`).sort()).toEqual(
			["KeptModes", ...BIO_MODULES].map((id) => `${id} up`).sort(),
		);
	});

	it("closes the loop: the load moves the budget, the budget the allocation", async () => {
		await expect.poll(() => wires.load.latest, { timeout: 30_000 }).toBeDefined();
		await expect.poll(() => wires.budget.latest?.unitsPerSecond, { timeout: 30_000 }).toBeGreaterThan(0);
		await expect.poll(() => wires.allocation.latest, { timeout: 30_000 }).toBeDefined();
		expect(wires.setPoint.latest?.pressure).toBe(0.75);
		expect(wires.day.latest?.quiet).toBe(true);
	});
});
