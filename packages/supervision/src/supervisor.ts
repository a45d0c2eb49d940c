import type { Child } from "./child.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Lane } from "./lane.ts";
import { Recovery, type RecoveryHost } from "./recovery.ts";
import { RestartBudget } from "./restart-budget.ts";
import type { Scope } from "./scope.ts";
import { Siblings } from "./siblings.ts";
import { SupervisionError } from "./supervision-error.ts";
import type { SupervisionEvent } from "./supervision-event.ts";
import type { Strategy, SupervisorState, TreeNode } from "./tree-node.ts";
import type { ChildSpec, SupervisingWorker, Worker } from "./worker.ts";
import { type ScopeEnd, WorkerScope } from "./worker-scope.ts";

/** Restarts and window, in milliseconds, of a supervisor whose options name none. */
const DEFAULT_MAX_RESTARTS = 3;
const DEFAULT_WITHIN_MS = 5_000;
/** Most children of a supervisor whose options name no limit. */
const DEFAULT_MAX_CHILDREN = 100_000;

/** How a supervisor treats its children. */
export interface SupervisorOptions {
	readonly strategy: Strategy;
	/** Restarts allowed within `withinMs`; one more makes the supervisor give up. Default 3. */
	readonly maxRestarts?: number;
	/** Length of the sliding window in milliseconds. Default 5 000. */
	readonly withinMs?: number;
	/** Most children, static and dynamic together. Default 100 000. */
	readonly maxChildren?: number;
	/** Stops all children at the same time instead of in reverse order; for many independent ones. */
	readonly stopTogether?: boolean;
	/** Default: the parent's clock, or the system's. */
	readonly clock?: Clock;
	/** Receives the events of this supervisor and of those below that have no receiver of their own. */
	readonly onEvent?: (event: SupervisionEvent) => void;
	/** Called after a supervisor without a parent gave up and its children are stopped. */
	readonly onGiveUp?: (error: SupervisionError) => void;
}

/**
 * Starts children in order, stops them in reverse, and restarts those that end.
 *
 * 1. A child's end restarts it alone (`one_for_one`), with those started after it (`rest_for_one`) or with
 *    all (`one_for_all`): the group stops in reverse order and starts in order.
 * 2. A start that fails during a restart is one more restart; other work of the supervisor comes between.
 * 3. `maxRestarts` restarts within `withinMs` are survived. One more, and the supervisor stops its children
 *    and crashes its own scope, or calls `onGiveUp` at the root.
 * 4. An end reported for an incarnation that is no longer current changes nothing and costs no restart.
 * 5. Children of `one_for_one` are handled independently: a slow start or stop delays no sibling.
 * 6. A stop cancels starts in progress and waits for no child longer than its limits.
 */
export class Supervisor implements SupervisingWorker {
	readonly id: string;
	readonly kind = "supervisor";
	readonly #options: SupervisorOptions;
	readonly #specs: readonly ChildSpec[];
	readonly #lane = new Lane();
	readonly #children: Siblings;
	readonly #budget: RestartBudget;
	readonly #recovery: Recovery;
	readonly #host: RecoveryHost;
	#clock: Clock;
	#scope: Scope | undefined;
	#state: SupervisorState = "down";
	#since: number;
	#shutDown: Promise<void> | undefined;
	#gaveUp: SupervisionError | undefined;

	constructor(id: string, options: SupervisorOptions, children: readonly ChildSpec[] = []) {
		this.id = id;
		this.#options = options;
		this.#specs = children;
		this.#clock = options.clock ?? systemClock;
		this.#since = this.#clock.now();
		this.#host = new Supervisor.#Host(this);
		this.#children = new Siblings(options.strategy, options.maxChildren ?? DEFAULT_MAX_CHILDREN, this.#lane);
		this.#budget = new RestartBudget(
			options.maxRestarts ?? DEFAULT_MAX_RESTARTS,
			options.withinMs ?? DEFAULT_WITHIN_MS,
		);
		this.#recovery = new Recovery(this.#children, this.#budget, this.#host);
	}

	/** Starts the children in order. Rejects, with those already started stopped, when one fails to start. */
	async start(scope?: Scope): Promise<void> {
		if (this.#state !== "down" && this.#state !== "gave_up") {
			throw new SupervisionError("already_started", `${this.id} is ${this.#state}; stop it first`);
		}
		this.#scope = scope;
		this.#clock = this.#options.clock ?? scope?.clock ?? systemClock;
		this.#shutDown = undefined;
		this.#gaveUp = undefined;
		this.#budget.clear();
		this.#children.clear();
		this.#enter("starting");
		scope?.defer(() => this.#abandon());
		try {
			await this.#lane.run(() => this.#startAll());
			this.#assertRunning();
		} catch (error) {
			await this.#stopAll();
			throw this.#gaveUp ?? error;
		}
		this.#enter("up");
	}

	/** Stops the children in reverse order. Never rejects. */
	async stop(): Promise<void> {
		if (this.#state !== "down" && this.#state !== "gave_up") await this.#stopAll();
	}

	/**
	 * Adds a child after the others and starts it. A child that is not to be restarted leaves when it ends.
	 *
	 * @throws SupervisionError `not_running`, `already_started` (a child of that id exists),
	 * `too_many_children`, `stopping`, or whatever kept the worker from starting; it is not added then.
	 */
	async startChild(spec: ChildSpec): Promise<Worker> {
		if (!this.#host.running) throw new SupervisionError("not_running", `${this.id} is ${this.#state}`);
		const child = this.#children.add(spec, this.#host, true);
		return this.#children.laneOf(child).run(async () => {
			try {
				this.#assertRunning();
				return await child.start();
			} catch (error) {
				this.#children.remove(child);
				throw error;
			}
		});
	}

	/** Stops a child and removes it. @returns whether there was one. */
	async stopChild(id: string): Promise<boolean> {
		const child = this.#children.get(id);
		if (child === undefined) return false;
		if (child.lane !== undefined) child.cancelStart();
		await this.#children.laneOf(child).run(async () => {
			await child.stop("down");
			this.#children.remove(child);
		});
		return true;
	}

	/** The running worker of a child; undefined when there is none or it is down. */
	child(id: string): Worker | undefined {
		return this.#children.get(id)?.worker;
	}

	/** The live tree from here down. */
	tree(): TreeNode {
		return {
			id: this.id,
			kind: this.kind,
			state: this.#state,
			strategy: this.#options.strategy,
			restarts: 0,
			since: this.#since,
			...(this.#gaveUp === undefined ? {} : { lastError: this.#gaveUp.message }),
			children: this.#children.inOrder().map((child) => child.node()),
		};
	}

	async #startAll(): Promise<void> {
		for (const spec of this.#specs) this.#children.add(spec, this.#host, false);
		for (const child of this.#children.inOrder()) {
			this.#assertRunning();
			// A child with its own lane may be recovering while later ones start.
			if (child.lane === undefined) await child.start();
			else await child.lane.run(() => child.start());
		}
	}

	#stopAll(): Promise<void> {
		if (this.#shutDown === undefined) {
			const { promise, resolve } = Promise.withResolvers<void>();
			this.#shutDown = promise;
			this.#enter("stopping");
			void this.#stopEach().then(() => {
				this.#enter(this.#gaveUp === undefined ? "down" : "gave_up");
				resolve();
			});
		}
		return this.#shutDown;
	}

	async #stopEach(): Promise<void> {
		const children = this.#children.inReverse();
		for (const child of children) child.cancelStart();
		const stop = (child: Child) => this.#children.laneOf(child).run(async () => child.stop("down"));
		if (this.#options.stopTogether === true) await Promise.all(children.map(stop));
		else for (const child of children) await stop(child);
	}

	/** Ends what is left when a limit the parent sets for this supervisor's start or stop has passed. */
	#abandon(): void {
		for (const child of this.#children.inReverse()) child.kill();
	}

	async #giveUp(child: Child, cause: unknown): Promise<void> {
		const { maxRestarts = DEFAULT_MAX_RESTARTS, withinMs = DEFAULT_WITHIN_MS, onGiveUp } = this.#options;
		const reason = `${child.spec.id} needed more than ${maxRestarts} restarts in ${withinMs} ms`;
		const error = new SupervisionError("restart_intensity_exceeded", `${this.id} gave up: ${reason}`, cause);
		this.#gaveUp = error;
		this.#host.emit(child.spec.id, "give_up", error);
		await this.#stopAll();
		if (this.#scope !== undefined) this.#scope.fail(error);
		else onGiveUp?.(error);
	}

	#assertRunning(): void {
		if (!this.#host.running) throw new SupervisionError("stopping", `${this.id} is ${this.#state}`);
	}

	#enter(state: SupervisorState): void {
		this.#state = state;
		this.#since = this.#clock.now();
	}

	#observe(event: SupervisionEvent): void {
		const { onEvent } = this.#options;
		if (onEvent === undefined) {
			if (this.#scope instanceof WorkerScope) this.#scope.owner.observe(event);
			return;
		}
		try {
			onEvent(event);
		} catch (error) {
			// An observer's failure must not change what happens to the children; it belongs to the application.
			queueMicrotask(() => {
				throw error;
			});
		}
	}

	/** What children and recovery see of their supervisor; a class, since there is one for each of many supervisors. */
	static readonly #Host = class implements RecoveryHost {
		readonly #supervisor: Supervisor;

		constructor(supervisor: Supervisor) {
			this.#supervisor = supervisor;
		}

		get clock(): Clock {
			return this.#supervisor.#clock;
		}

		get running(): boolean {
			const state = this.#supervisor.#state;
			return state === "up" || state === "starting";
		}

		emit(child: string, event: SupervisionEvent["event"], error?: unknown): void {
			const supervisor = this.#supervisor.id;
			this.#supervisor.#observe({ supervisor, child, event, ...(error === undefined ? {} : { error }) });
		}

		observe(event: SupervisionEvent): void {
			this.#supervisor.#observe(event);
		}

		childEnded(child: Child, end: ScopeEnd): void {
			if (end.kind === "crash") this.emit(child.spec.id, "crash", end.error);
			else this.emit(child.spec.id, "finish");
			this.#supervisor.#recovery.begin(child, end);
		}

		giveUp(child: Child, cause: unknown): void {
			void this.#supervisor.#giveUp(child, cause);
		}
	};
}
