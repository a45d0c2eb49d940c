import type { Script } from "./script.ts";
import {
	type ChildPlan,
	HUNG_START_MS,
	HUNG_STOP_MS,
	isSupervisorPlan,
	type SupervisorPlan,
} from "./tree-plan.ts";

/** Time, faults and trace the supervisors of one model share. */
export class ReferenceWorld {
	nowMs = 0;
	readonly trace: string[] = [];
	readonly script: Script;
	readonly soon: (() => void)[] = [];
	readonly later: (() => void)[] = [];

	constructor(script: Script) {
		this.script = script;
	}

	/** Handles ends in the order they were reported, and retries when nothing else is left. */
	settle(): void {
		for (
			let next = this.soon.shift() ?? this.later.shift();
			next;
			next = this.soon.shift() ?? this.later.shift()
		) {
			next();
		}
	}
}

export interface ReferenceChild {
	readonly plan: ChildPlan;
	readonly dynamic: boolean;
	readonly parent: ReferenceSupervisor;
	state: "down" | "up" | "crashed" | "finished" | "waiting";
	/** The incarnation has been started and not been stopped. */
	live: boolean;
	incarnation: number;
	starts: number;
	supervisor: ReferenceSupervisor | undefined;
}

/**
 * What a supervisor has to do, written down as plainly as possible: one thing after another, time a number,
 * no promise. The tree under test has to leave the same trace.
 */
export class ReferenceSupervisor {
	readonly plan: SupervisorPlan;
	readonly world: ReferenceWorld;
	readonly #escalate: () => void;
	children: ReferenceChild[] = [];
	state: "down" | "up" | "gave_up" = "down";
	#restarts: number[] = [];

	constructor(plan: SupervisorPlan, world: ReferenceWorld, escalate: () => void) {
		this.plan = plan;
		this.world = world;
		this.#escalate = escalate;
	}

	start(): boolean {
		this.state = "up";
		this.#restarts = [];
		this.children = this.plan.children.map((plan) => this.#child(plan, false));
		for (const child of this.children) {
			if (this.#startOne(child)) continue;
			this.stop();
			return false;
		}
		return true;
	}

	stop(): void {
		if (this.state !== "up") return;
		this.state = "down";
		for (const child of this.children.toReversed()) this.#stopOne(child, "down");
	}

	startChild(plan: ChildPlan): boolean {
		const child = this.#child(plan, true);
		this.children.push(child);
		const started = this.#startOne(child);
		if (!started) this.#remove(child);
		return started;
	}

	stopChild(child: ReferenceChild): void {
		this.#stopOne(child, "down");
		this.#remove(child);
	}

	/** The child ends by itself. */
	end(child: ReferenceChild, how: "crashed" | "finished"): void {
		child.state = how;
		const { incarnation } = child;
		this.world.soon.push(() => {
			const current =
				child.state === how && child.incarnation === incarnation && this.children.includes(child);
			if (this.state === "up" && current) this.#recover(child, how);
		});
	}

	#recover(child: ReferenceChild, how: "crashed" | "finished"): void {
		const { restart } = child.plan;
		if (restart === "permanent" || (restart === "transient" && how === "crashed")) {
			this.#restart(child);
			return;
		}
		this.#stopOne(child, how);
		if (child.dynamic || restart === "temporary") this.#remove(child);
	}

	#restart(origin: ReferenceChild): void {
		const { nowMs } = this.world;
		this.#restarts = [...this.#restarts.filter((time) => nowMs - time <= this.plan.withinMs), nowMs];
		if (this.#restarts.length > this.plan.maxRestarts) {
			this.#giveUp(origin);
			return;
		}
		const group = this.#groupOf(origin);
		for (const child of group.toReversed()) {
			this.#stopOne(child, "waiting");
			if (child.plan.restart === "temporary") this.#remove(child);
		}
		for (const child of group.filter((member) => member.plan.restart !== "temporary")) {
			if (this.#startOne(child)) continue;
			const { incarnation } = child;
			this.world.later.push(() => {
				const still = child.state === "crashed" && child.incarnation === incarnation;
				if (this.state === "up" && still) this.#restart(child);
			});
			return;
		}
	}

	#groupOf(origin: ReferenceChild): ReferenceChild[] {
		if (this.plan.strategy === "one_for_one") return [origin];
		if (this.plan.strategy === "one_for_all") return [...this.children];
		return this.children.slice(this.children.indexOf(origin));
	}

	#giveUp(origin: ReferenceChild): void {
		this.world.script.setEcho(undefined);
		this.world.trace.push(`${this.plan.id} gives up on ${origin.plan.id}`);
		this.stop();
		this.state = "gave_up";
		this.#escalate();
	}

	#startOne(child: ReferenceChild): boolean {
		const { id } = child.plan;
		const { script, trace } = this.world;
		child.incarnation++;
		let started: boolean;
		if (isSupervisorPlan(child.plan)) {
			child.supervisor = new ReferenceSupervisor(child.plan, this.world, () => this.end(child, "crashed"));
			started = child.supervisor.start();
		} else {
			trace.push(`+${id}`);
			this.#echo("start", id);
			started = !script.take(id, "failStarts");
			if (started && script.take(id, "hangStarts")) {
				this.world.nowMs += HUNG_START_MS;
				started = false;
			}
		}
		child.state = started ? "up" : "crashed";
		child.live = started;
		if (started) child.starts++;
		return started;
	}

	#stopOne(child: ReferenceChild, next: ReferenceChild["state"]): void {
		const { id } = child.plan;
		const { script, trace } = this.world;
		if (child.live && child.supervisor !== undefined) {
			child.supervisor.stop();
		} else if (child.live) {
			trace.push(`-${id}`);
			this.#echo("stop", id);
			if (!script.take(id, "throwStops") && script.take(id, "hangStops")) {
				this.world.nowMs += HUNG_STOP_MS;
				trace.push(`kills ${id}`);
			}
		}
		child.live = false;
		child.supervisor = undefined;
		child.state = next;
	}

	#echo(when: "start" | "stop", id: string): void {
		const crashed = this.world.script.takeEcho(when, id);
		const child = this.children.find((other) => other.plan.id === crashed);
		if (child?.state === "up") this.end(child, "crashed");
	}

	#child(plan: ChildPlan, dynamic: boolean): ReferenceChild {
		return {
			plan,
			dynamic,
			parent: this,
			state: "down",
			live: false,
			incarnation: 0,
			starts: 0,
			supervisor: undefined,
		};
	}

	#remove(child: ReferenceChild): void {
		this.children = this.children.filter((other) => other !== child);
	}
}
