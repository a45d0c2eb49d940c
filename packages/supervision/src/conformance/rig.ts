import { EventEmitter } from "node:events";
import { FakeClock } from "@sensocto/testkit";
import type { Mailbox } from "../mailbox.ts";
import type { Scope } from "../scope.ts";
import { Supervisor } from "../supervisor.ts";
import type { ChildSpec, Worker } from "../worker.ts";
import type { Script } from "./script.ts";
import {
	type ChildPlan,
	HUNG_START_MS,
	HUNG_STOP_MS,
	isSupervisorPlan,
	type SupervisorPlan,
	type TreePlan,
} from "./tree-plan.ts";

/** The ways a worker's code can fail after it has started. */
export const CRASH_SITES = ["fail", "timer", "mailbox", "listener", "promise", "bound"] as const;
export type CrashSite = (typeof CRASH_SITES)[number];

interface Incarnation {
	readonly scope: Scope;
	readonly mailbox: Mailbox<Error>;
	readonly emitter: EventEmitter;
}

/** A real supervision tree of scripted workers on a fake clock, and the trace it leaves. */
export class Rig {
	readonly clock = new FakeClock({ startMs: 0 });
	readonly trace: string[] = [];
	readonly root: Supervisor;
	readonly script: Script;
	readonly #asynchronous: boolean;
	readonly #incarnations = new Map<string, Incarnation[]>();
	readonly #supervisors = new Map<string, Supervisor>();

	constructor(plan: TreePlan, script: Script) {
		this.script = script;
		this.#asynchronous = plan.asynchronous;
		this.root = this.#supervisor(plan.root);
	}

	/** The current supervisor of an id. */
	supervisor(id: string): Supervisor {
		return this.#supervisors.get(id) as Supervisor;
	}

	spec(plan: ChildPlan): ChildSpec {
		const create = () => (isSupervisorPlan(plan) ? this.#supervisor(plan) : this.#worker(plan.id));
		if (isSupervisorPlan(plan)) return { id: plan.id, restart: plan.restart, create };
		return { id: plan.id, restart: plan.restart, create, shutdownMs: HUNG_STOP_MS, startMs: HUNG_START_MS };
	}

	crash(id: string, site: CrashSite): void {
		const { scope, mailbox, emitter } = this.#current(id);
		const error = new Error(`${id} by ${site}`);
		const fail = () => {
			throw error;
		};
		if (site === "fail") scope.fail(error);
		else if (site === "timer") scope.after(0, fail);
		else if (site === "mailbox") mailbox.push(error);
		else if (site === "listener") emitter.emit("message", error);
		else if (site === "promise") scope.run(Promise.reject(error));
		else scope.bind(fail)();
	}

	finish(id: string): void {
		this.#current(id).scope.done();
	}

	/** Every ended incarnation of an id reports another error, each in its own way. */
	crashPredecessors(id: string): void {
		for (const { scope, mailbox, emitter } of this.#incarnations.get(id)?.slice(0, -1) ?? []) {
			scope.fail(new Error("late"));
			scope.done();
			scope.run(Promise.reject(new Error("late")));
			mailbox.push(new Error("late"));
			emitter.emit("message", new Error("late"));
		}
	}

	#current(id: string): Incarnation {
		return this.#incarnations.get(id)?.at(-1) as Incarnation;
	}

	#supervisor(plan: SupervisorPlan): Supervisor {
		const { clock } = this;
		const { strategy, maxRestarts, withinMs, children } = plan;
		const specs = children.map((child) => this.spec(child));
		const supervisor = new Supervisor(
			plan.id,
			{
				strategy,
				maxRestarts,
				withinMs,
				clock,
				onEvent: ({ event, child }) => {
					if (event === "killed") this.trace.push(`kills ${child}`);
					if (event !== "give_up") return;
					this.script.setEcho(undefined);
					this.trace.push(`${plan.id} gives up on ${child}`);
				},
			},
			specs,
		);
		this.#supervisors.set(plan.id, supervisor);
		return supervisor;
	}

	#worker(id: string): Worker {
		return {
			start: (scope) => {
				this.trace.push(`+${id}`);
				this.#open(id, scope);
				this.#echo("start", id);
				if (this.script.take(id, "failStarts")) throw new Error(`${id} cannot start`);
				if (this.script.take(id, "hangStarts")) return new Promise<never>(() => {});
				return this.#asynchronous ? microtasks(3) : undefined;
			},
			stop: () => {
				this.trace.push(`-${id}`);
				this.#echo("stop", id);
				if (this.script.take(id, "throwStops")) throw new Error(`${id} cannot stop`);
				if (this.script.take(id, "hangStops")) return new Promise<never>(() => {});
				return this.#asynchronous ? microtasks(2) : undefined;
			},
		};
	}

	#open(id: string, scope: Scope): void {
		const emitter = new EventEmitter();
		const fail = (error: Error) => {
			throw error;
		};
		scope.listen(emitter, "message", fail);
		const mailbox = scope.mailbox(fail, { limit: 8 });
		const incarnations = this.#incarnations.get(id) ?? [];
		incarnations.push({ scope, mailbox, emitter });
		this.#incarnations.set(id, incarnations);
	}

	#echo(when: "start" | "stop", id: string): void {
		const crashed = this.script.takeEcho(when, id);
		if (crashed !== undefined) this.#current(crashed).scope.fail(new Error(`${crashed} because of ${id}`));
	}
}

async function microtasks(count: number): Promise<void> {
	for (let i = 0; i < count; i++) await Promise.resolve();
}
