import type { Worker } from "@sensocto/supervision";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LearnedStates } from "./learned-states.ts";
import { BioRig } from "./testing/bio-rig.ts";

const HOUR_MS = 3_600_000;

let rig: BioRig;
/** What the module has learned, what it was told, and what crashed it. */
let learned: Map<string, string>;
let problems: string[];
let crash: (error: Error) => void;

beforeEach(() => {
	rig = new BioRig();
	learned = new Map([["a", "1"]]);
	problems = [];
});
afterEach(() => rig.stop());

/** A module that only learns. */
async function start(): Promise<void> {
	const states = new LearnedStates({
		...{ states: rig.states, module: "Learner" },
		collect: () => learned,
		restore: (subject, state) => {
			if (state === "broken") throw new Error("this is no state");
			learned.set(subject, state);
		},
		problem: (reason) => problems.push(reason),
	});
	const worker: Worker = {
		start: (scope) => {
			crash = (error) => scope.fail(error);
			states.start(scope);
		},
		stop: () => states.stop(),
	};
	await rig.start(() => worker);
}

const kept = (): [string, string][] => [...(rig.states.kept.get("Learner") ?? [])];

describe("LearnedStates", () => {
	it("saves nothing before it could load, so that an outage costs nothing learned earlier", async () => {
		rig.states.kept.set("Learner", new Map([["a", "old"]]));
		rig.states.failure = new Error("the database is away");
		await start();
		await rig.clock.advance(2 * HOUR_MS);
		expect(problems[0]).toBe("What was learned earlier could not be loaded yet: the database is away");
		rig.states.failure = undefined;
		expect(kept()).toEqual([["a", "old"]]);
		await rig.clock.advance(60_000);
		expect(learned.get("a")).toBe("old");
	});

	it("goes on when saving fails, says so, and saves an hour later", async () => {
		await start();
		rig.states.failure = new Error("the disk is full");
		await rig.clock.advance(HOUR_MS);
		expect(problems).toEqual(["What was learned could not be saved: the disk is full"]);
		rig.states.failure = undefined;
		await rig.clock.advance(HOUR_MS);
		expect(kept()).toEqual([["a", "1"]]);
		expect(rig.crashes).toEqual([]);
	});

	it("leaves out a state that cannot be read, and one that is no longer kept", async () => {
		rig.states.kept.set(
			"Learner",
			new Map([
				["b", "broken"],
				["c", ""],
				["d", "4"],
			]),
		);
		await start();
		expect([...learned.keys()]).toEqual(["a", "d"]);
		expect(problems).toEqual(["What was learned about b cannot be read: this is no state"]);
	});

	it("does not save after a crash: the state may be its cause", async () => {
		await start();
		learned.set("a", "poison");
		crash(new Error("a bug"));
		await rig.clock.advance(1_000);
		expect(kept()).toEqual([]);
	});

	it("saves every hour and at the end, however many there are", async () => {
		await start();
		for (let i = 0; i < 1_234; i++) learned.set(`s${i}`, String(i));
		await rig.clock.advance(HOUR_MS);
		expect(kept()).toHaveLength(1_235);
		learned.set("a", "2");
		await rig.stop();
		expect(rig.states.kept.get("Learner")!.get("a")).toBe("2");
	});
});
