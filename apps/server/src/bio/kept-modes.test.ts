import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BIO_MODULES } from "./decision-log.ts";
import { KeptModes } from "./kept-modes.ts";
import { BioRig } from "./testing/bio-rig.ts";

const NAME = "ModuleModes";

let rig: BioRig;
let problems: string[];

beforeEach(() => {
	rig = new BioRig();
	problems = [];
});
afterEach(() => rig.stop());

const start = (): Promise<void> =>
	rig.start(
		() => new KeptModes({ modes: rig.modes, states: rig.states, problem: (reason) => problems.push(reason) }),
	);
const kept = () =>
	Object.fromEntries([...(rig.states.kept.get(NAME) ?? [])].filter(([, mode]) => mode !== ""));

/** The server ends and starts again, with what is stored. */
async function restart(abruptly = false): Promise<void> {
	const { kept: stored } = rig.states;
	if (!abruptly) await rig.stop();
	rig = new BioRig();
	for (const [module, states] of stored) rig.states.kept.set(module, states);
	await start();
}

describe("KeptModes", () => {
	it("goes on while nothing can be stored, says so, and stores it later", async () => {
		await start();
		rig.states.failure = new Error("the database is away");
		rig.modes.set("NoveltyDetector", "off");
		await rig.clock.advance(0);
		expect(rig.modes.of("NoveltyDetector")).toBe("off");
		expect(problems).toEqual([expect.stringContaining("the database is away")]);
		rig.states.failure = undefined;
		await rig.clock.advance(3_600_000);
		expect(kept()).toEqual({ NoveltyDetector: "off" });
		expect(rig.crashes).toEqual([]);
	});

	it("leaves out what makes no sense, and takes the rest", async () => {
		const stored = { NoveltyDetector: "asleep", Pineal: "off", ResourceArbiter: "shadow" };
		rig.states.kept.set(NAME, new Map(Object.entries(stored)));
		await start();
		expect(BIO_MODULES.filter((module) => rig.modes.of(module) !== "on")).toEqual(["ResourceArbiter"]);
		expect(problems).toHaveLength(2);
	});

	it("lets what was switched since the start stand against what was kept", async () => {
		rig.states.kept.set(NAME, new Map(Object.entries({ NoveltyDetector: "off", ResourceArbiter: "off" })));
		rig.states.failure = new Error("the database is away");
		await start();
		rig.modes.set("NoveltyDetector", "shadow");
		rig.states.failure = undefined;
		await rig.clock.advance(60_000);
		expect([rig.modes.of("NoveltyDetector"), rig.modes.of("ResourceArbiter")]).toEqual(["shadow", "off"]);
	});

	it("finds at the next start what was switched, on again too, also after an abrupt end", async () => {
		await start();
		rig.modes.set("HomeostaticTuner", "shadow");
		rig.modes.set("ResourceArbiter", "off");
		await rig.clock.advance(0);
		await restart(true);
		expect([rig.modes.of("HomeostaticTuner"), rig.modes.of("ResourceArbiter")]).toEqual(["shadow", "off"]);
		rig.modes.set("ResourceArbiter", "on");
		await restart();
		expect([rig.modes.of("HomeostaticTuner"), rig.modes.of("ResourceArbiter")]).toEqual(["shadow", "on"]);
		expect(problems).toEqual([]);
	});
});
