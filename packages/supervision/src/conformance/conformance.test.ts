import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandArbitraries, type Model } from "./commands.ts";
import { ReferenceSupervisor, ReferenceWorld } from "./reference-supervisor.ts";
import { Rig } from "./rig.ts";
import { Script } from "./script.ts";
import { type TreePlan, treePlan } from "./tree-plan.ts";

const RUNS = Number(process.env.C1_RUNS ?? 1_000);
const COMMANDS = 60;
/** Repeats a failure together with the path it printed. */
const SEED = process.env.C1_SEED === undefined ? {} : { seed: Number(process.env.C1_SEED) };

async function setUp(plan: TreePlan): Promise<{ model: Model; real: Rig }> {
	const world = new ReferenceWorld(new Script());
	const root = new ReferenceSupervisor(plan.root, world, () => {});
	const rig = new Rig(plan, new Script());
	root.start();
	await rig.root.start();
	expect(rig.trace.splice(0)).toEqual(world.trace.splice(0));
	return { model: { root, asynchronous: plan.asynchronous }, real: rig };
}

describe("C1 a supervision tree against the reference model", () => {
	it(`leaves the model's trace for ${RUNS} random command sequences`, {
		timeout: 60_000 + RUNS * 20,
	}, async () => {
		const commands = fc.commands(commandArbitraries, { maxCommands: COMMANDS, size: "max" });
		await fc.assert(
			fc.asyncProperty(treePlan, commands, async (plan, sequence) => {
				await fc.asyncModelRun(() => setUp(plan), sequence);
			}),
			{ numRuns: RUNS, ...SEED },
		);
	});
});
