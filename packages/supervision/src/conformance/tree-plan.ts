import * as fc from "fast-check";
import type { Strategy } from "../tree-node.ts";
import type { RestartType } from "../worker.ts";

/** Milliseconds a hung stop, or a hung start, lasts before it is abandoned. */
export const HUNG_STOP_MS = 50;
export const HUNG_START_MS = 70;

export interface WorkerPlan {
	readonly id: string;
	readonly restart: RestartType;
}

export interface SupervisorPlan extends WorkerPlan {
	readonly strategy: Strategy;
	readonly maxRestarts: number;
	readonly withinMs: number;
	readonly children: readonly ChildPlan[];
}

export type ChildPlan = WorkerPlan | SupervisorPlan;

/** A tree to build twice: of supervisors and of their model. */
export interface TreePlan {
	readonly root: SupervisorPlan;
	/** Whether starts and stops take a few microtasks. */
	readonly asynchronous: boolean;
}

export function isSupervisorPlan(plan: ChildPlan): plan is SupervisorPlan {
	return "strategy" in plan;
}

export const restartType: fc.Arbitrary<RestartType> = fc.oneof(
	{ weight: 4, arbitrary: fc.constant("permanent" as const) },
	{ weight: 2, arbitrary: fc.constant("transient" as const) },
	{ weight: 1, arbitrary: fc.constant("temporary" as const) },
);

/** Trees of up to three levels; ids name the path. */
export const treePlan: fc.Arbitrary<TreePlan> = fc.record({
	root: supervisorPlan("r", 2),
	asynchronous: fc.boolean(),
});

function supervisorPlan(id: string, depth: number): fc.Arbitrary<SupervisorPlan> {
	const child = (index: number): fc.Arbitrary<ChildPlan> => {
		const worker = fc.record({ id: fc.constant(`${id}${index}`), restart: restartType });
		return depth === 0 ? worker : fc.oneof(worker, worker, supervisorPlan(`${id}${index}`, depth - 1));
	};
	return fc.record({
		id: fc.constant(id),
		restart: restartType,
		strategy: fc.constantFrom<Strategy>("one_for_one", "rest_for_one", "one_for_all"),
		maxRestarts: fc.integer({ min: 0, max: 4 }),
		withinMs: fc.constantFrom(100, 1_000),
		children: fc.integer({ min: 1, max: 4 }).chain((n) => {
			return fc.tuple(...Array.from({ length: n }, (_, index) => child(index)));
		}),
	});
}
