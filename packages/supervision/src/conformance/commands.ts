import * as fc from "fast-check";
import { expect } from "vitest";
import type { TreeNode } from "../tree-node.ts";
import type { ReferenceChild, ReferenceSupervisor } from "./reference-supervisor.ts";
import { CRASH_SITES, type Rig } from "./rig.ts";
import type { Faults } from "./script.ts";
import { isSupervisorPlan, restartType } from "./tree-plan.ts";

/** The model of a tree, and whether its workers are asynchronous. */
export interface Model {
	readonly root: ReferenceSupervisor;
	readonly asynchronous: boolean;
}

type Command = fc.AsyncCommand<Model, Rig>;
type Step = (model: Model, rig: Rig) => (() => Promise<unknown> | undefined) | undefined;

/**
 * Makes a command of a step that changes the model and, unless it does not apply, returns what does the
 * same to the real tree. A tree that is down is started instead. After both have settled, their traces,
 * times and trees have to be equal.
 */
function command(name: string, step: Step): Command {
	return {
		check: () => true,
		run: async (model, rig) => {
			const act = model.root.state === "up" ? step(model, rig) : startRoot(model, rig);
			if (act === undefined) return;
			model.root.world.settle();
			const acting = act();
			await rig.clock.settle();
			await acting;
			expect(rig.trace.splice(0)).toEqual(model.root.world.trace.splice(0));
			expect(rig.clock.monotonic()).toBe(model.root.world.nowMs);
			expect(simplified(rig.root.tree())).toEqual(modelTree(model.root));
			for (const script of [rig.script, model.root.world.script]) script.setEcho(undefined);
		},
		toString: () => name,
	};
}

function startRoot(model: Model, rig: Rig): () => Promise<unknown> {
	const started = model.root.start();
	return async () => {
		const starting = rig.root.start();
		expect(
			await starting.then(
				() => true,
				() => false,
			),
		).toBe(started);
	};
}

function choose<T>(items: readonly T[], pick: number): T | undefined {
	return items[pick % Math.max(1, items.length)];
}

function supervisors(from: ReferenceSupervisor): ReferenceSupervisor[] {
	if (from.state !== "up") return [];
	return [from, ...from.children.flatMap(({ supervisor }) => (supervisor ? supervisors(supervisor) : []))];
}

function all(root: ReferenceSupervisor): ReferenceChild[] {
	return supervisors(root).flatMap((supervisor) => supervisor.children);
}

function isRunningWorker(child: ReferenceChild): boolean {
	return child.state === "up" && !isSupervisorPlan(child.plan);
}

function running(model: Model): ReferenceChild[] {
	return all(model.root).filter(isRunningWorker);
}

function siblingsOf(child: ReferenceChild): ReferenceChild[] {
	return child.parent.children.filter((other) => other !== child && isRunningWorker(other));
}

function simplified(node: TreeNode): unknown {
	const { id, state, restarts, children } = node;
	return children === undefined ? [id, state, restarts] : [id, state, restarts, children.map(simplified)];
}

function modelTree(supervisor: ReferenceSupervisor, state: string = supervisor.state, restarts = 0): unknown {
	const children = supervisor.children.map((child) => {
		const again = Math.max(0, child.starts - 1);
		if (child.supervisor?.state === "up") return modelTree(child.supervisor, child.state, again);
		return [child.plan.id, child.state, again];
	});
	return [supervisor.plan.id, state, restarts, children];
}

const crash = fc.tuple(fc.nat(), fc.constantFrom(...CRASH_SITES)).map(([pick, site]) => {
	return command(`crash(${pick}, ${site})`, (model, rig) => {
		const child = choose(running(model), pick);
		child?.parent.end(child, "crashed");
		return child && (() => void rig.crash(child.plan.id, site));
	});
});

const finish = fc.nat().map((pick) => {
	return command(`finish(${pick})`, (model, rig) => {
		const child = choose(running(model), pick);
		child?.parent.end(child, "finished");
		return child && (() => void rig.finish(child.plan.id));
	});
});

const crashTogether = fc.tuple(fc.nat(), fc.nat()).map(([first, second]) => {
	return command(`crashTogether(${first}, ${second})`, (model, rig) => {
		const one = choose(running(model), first);
		const other = one && choose(siblingsOf(one), second);
		if (one === undefined || other === undefined || model.root.world.script.hangs) return undefined;
		if (model.asynchronous && one.parent.plan.strategy === "one_for_one") return undefined;
		one.parent.end(one, "crashed");
		other.parent.end(other, "crashed");
		return () => {
			rig.crash(one.plan.id, "fail");
			rig.crash(other.plan.id, "bound");
			return undefined;
		};
	});
});

const crashWhileRestarting = fc
	.tuple(fc.nat(), fc.nat(), fc.nat(), fc.constantFrom("start" as const, "stop" as const))
	.map(([origin, cause, victim, when]) => {
		return command(`crashWhileRestarting(${origin}, ${when} of ${cause} crashes ${victim})`, (model, rig) => {
			const first = choose(running(model), origin);
			if (first === undefined || first.parent.plan.strategy === "one_for_one") return undefined;
			const of = choose([first, ...siblingsOf(first)], cause) as ReferenceChild;
			const crashed = choose(siblingsOf(of), victim);
			if (crashed === undefined) return undefined;
			const echo = { when, of: of.plan.id, crashes: crashed.plan.id };
			for (const script of [rig.script, model.root.world.script]) script.setEcho(echo);
			first.parent.end(first, "crashed");
			return () => void rig.crash(first.plan.id, "fail");
		});
	});

const fault = fc
	.tuple(
		fc.nat(),
		fc.constantFrom<keyof Faults>("failStarts", "failStarts", "hangStarts", "hangStops", "throwStops"),
		fc.integer({ min: 1, max: 5 }),
	)
	.map(([pick, fault, count]) => {
		return command(`script(${pick}, ${fault}, ${count})`, (model, rig) => {
			const child = choose(running(model), pick);
			if (child === undefined) return undefined;
			const times = fault === "hangStarts" || fault === "hangStops" ? 1 : count;
			for (const script of [rig.script, model.root.world.script]) script.of(child.plan.id)[fault] = times;
			return () => undefined;
		});
	});

const advance = fc.constantFrom(1, 30, 99, 100, 101, 1_001).map((ms) => {
	return command(`advance(${ms})`, (model, rig) => {
		model.root.world.nowMs += ms;
		return () => rig.clock.advance(ms);
	});
});

const startChild = fc
	.tuple(fc.nat(), fc.nat(3), restartType, fc.boolean())
	.map(([pick, number, restart, fails]) => {
		return command(`startChild(${pick}, ${number}, ${restart}${fails ? ", fails" : ""})`, (model, rig) => {
			const parent = choose(supervisors(model.root), pick);
			const id = `${parent?.plan.id}+${number}`;
			if (parent === undefined || parent.children.some((child) => child.plan.id === id)) return undefined;
			if (fails) for (const script of [rig.script, model.root.world.script]) script.of(id).failStarts = 1;
			const plan = { id, restart };
			const started = parent.startChild(plan);
			return async () => {
				const starting = rig.supervisor(parent.plan.id).startChild(rig.spec(plan));
				expect(
					await starting.then(
						() => true,
						() => false,
					),
				).toBe(started);
			};
		});
	});

const stopChild = fc.nat().map((pick) => {
	return command(`stopChild(${pick})`, (model, rig) => {
		const child = choose(all(model.root), pick);
		child?.parent.stopChild(child);
		return child && (() => rig.supervisor(child.parent.plan.id).stopChild(child.plan.id));
	});
});

const lateCrash = fc.nat().map((pick) => {
	return command(`lateCrash(${pick})`, (model, rig) => {
		const child = choose(running(model), pick);
		return child && (() => void rig.crashPredecessors(child.plan.id));
	});
});

const stopRoot = fc.constant(
	command("stopRoot", (model, rig) => {
		model.root.stop();
		return () => rig.root.stop();
	}),
);

/** Every command a sequence may contain, as often as it deserves. */
export const commandArbitraries: fc.Arbitrary<Command>[] = [
	crash,
	crash,
	crash,
	crash,
	finish,
	crashTogether,
	crashTogether,
	crashWhileRestarting,
	crashWhileRestarting,
	fault,
	fault,
	advance,
	startChild,
	stopChild,
	lateCrash,
	stopRoot,
];
