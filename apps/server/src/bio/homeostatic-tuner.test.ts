import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HomeostaticTuner } from "./homeostatic-tuner.ts";
import { BioRig } from "./testing/bio-rig.ts";
import type { OutcomeMinute } from "./wires.ts";

let rig: BioRig;

beforeEach(() => {
	rig = new BioRig();
});
afterEach(() => rig.stop());

const start = (): Promise<void> => rig.start(() => new HomeostaticTuner(rig));
const setPoint = (): number | undefined => rig.wires.setPoint.latest?.pressure;

/** Sends outcomes of so many minutes. */
async function live(minutes: number, change: Partial<OutcomeMinute>): Promise<void> {
	const outcome = rig.wires.outcome.produce("LensRouter");
	for (let i = 0; i < minutes; i++) {
		await rig.clock.advance(60_000);
		const { loopDelayP99Ms = 5 } = change;
		const minute = { loopDelayP99Ms, ownLoopDelayP99Ms: loopDelayP99Ms, ageHighP95Ms: 60, limited: false };
		outcome.send({ at: rig.clock.now(), ...minute, ...change });
	}
	outcome.end();
	await rig.clock.advance(0);
}

describe("HomeostaticTuner", () => {
	it("works without the store, and says that it was not there", async () => {
		rig.states.failure = new Error("the database is away");
		await start();
		await live(3, { loopDelayP99Ms: 80 });
		expect(setPoint()).toBe(0.72);
		expect(rig.decisions.last("HomeostaticTuner").map(({ reason }) => reason)).toContainEqual(
			expect.stringContaining("the database is away"),
		);
		expect(rig.crashes).toEqual([]);
	});

	it("leaves out a stored state that makes no sense", async () => {
		rig.states.kept.set("HomeostaticTuner", new Map([["set-point", '{"pressure":"high"}']]));
		await start();
		expect(setPoint()).toBe(0.75);
		expect(rig.crashes).toEqual([]);
	});

	it("tells its set-point from the start", async () => {
		await start();
		expect(setPoint()).toBe(0.75);
	});

	it("lowers it minute by minute under overload and says why", async () => {
		await start();
		await live(2, { ageHighP95Ms: 400, limited: true });
		expect(setPoint()).toBe(0.73);
		expect(rig.decisions.last("HomeostaticTuner", 1)[0]).toMatchObject({
			value: 0.73,
			reason: expect.stringContaining("400 ms old"),
			shadow: false,
		});
	});

	it("holds it while the process waits for a core that others have, and says so once", async () => {
		await start();
		await live(20, { loopDelayP99Ms: 140, ownLoopDelayP99Ms: 20, ageHighP95Ms: 600 });
		expect(setPoint()).toBe(0.75);
		expect(rig.decisions.last("HomeostaticTuner").map(({ reason }) => reason)).toEqual([
			"held: others had the processor cores; the event loop was late by 140 ms (p99), 20 ms without that",
		]);
		await live(1, { loopDelayP99Ms: 5, ageHighP95Ms: 600 });
		expect(setPoint()).toBe(0.74);
		await live(2, { loopDelayP99Ms: 140, ownLoopDelayP99Ms: 20 });
		expect(rig.decisions.total("HomeostaticTuner")).toBe(3);
	});

	it("speaks of no age when nobody watches, and does not take that for good service", async () => {
		await start();
		await live(60, { ageHighP95Ms: 0, limited: true });
		expect(setPoint()).toBe(0.75);
		await live(1, { loopDelayP99Ms: 80, ageHighP95Ms: 0 });
		expect(rig.decisions.last("HomeostaticTuner", 1)[0]!.reason).toBe(
			"in the last minute the event loop was late by 80 ms (p99) and nobody watched closely",
		);
	});

	it("raises it slowly when viewers are served well although something is slowed", async () => {
		await start();
		await live(14, { limited: true });
		expect(setPoint()).toBe(0.76);
	});

	it("keeps what it has learned from one start to the next", async () => {
		await start();
		await live(5, { loopDelayP99Ms: 80 });
		await rig.stop();
		const { kept } = rig.states;
		rig = new BioRig();
		for (const [module, states] of kept) rig.states.kept.set(module, states);
		await start();
		expect(setPoint()).toBe(0.7);
	});

	it("has its latest set-point in the store even when the server ends abruptly", async () => {
		await start();
		await live(1, { loopDelayP99Ms: 80 });
		expect(rig.states.kept.get("HomeostaticTuner")?.get("set-point")).toBe('{"pressure":0.74}');
	});

	it("learns in shadow mode while the budget aims at the usual", async () => {
		await start();
		await live(1, { loopDelayP99Ms: 80 });
		rig.modes.set("HomeostaticTuner", "shadow");
		expect(setPoint()).toBe(0.75);
		await live(1, { loopDelayP99Ms: 80 });
		expect(setPoint()).toBe(0.75);
		expect(rig.decisions.last("HomeostaticTuner", 1)[0]).toMatchObject({ value: 0.73, shadow: true });
		rig.modes.set("HomeostaticTuner", "on");
		expect(setPoint()).toBe(0.73);
	});

	it("neither acts nor learns when it is off", async () => {
		await start();
		rig.modes.set("HomeostaticTuner", "off");
		await live(5, { loopDelayP99Ms: 80 });
		rig.modes.set("HomeostaticTuner", "on");
		expect(setPoint()).toBe(0.75);
	});
});
