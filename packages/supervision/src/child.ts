import type { Clock } from "./clock.ts";
import { deadline, settlesWithin } from "./deadline.ts";
import type { Lane } from "./lane.ts";
import { Ref } from "./ref.ts";
import { SupervisionError } from "./supervision-error.ts";
import type { SupervisionEvent, SupervisionEventKind } from "./supervision-event.ts";
import { isThenable } from "./thenable.ts";
import type { ChildState, TreeNode } from "./tree-node.ts";
import { type ChildSpec, isSupervising, type Worker } from "./worker.ts";
import { type ScopeEnd, type ScopeOwner, WorkerScope } from "./worker-scope.ts";

/** Time limits of a child whose spec names none, in milliseconds. */
const DEFAULT_SHUTDOWN_MS = 5_000;
const DEFAULT_START_MS = 60_000;

/** The supervisor's side of a child. */
export interface ChildHost {
	readonly clock: Clock;
	emit(child: string, event: SupervisionEventKind, error?: unknown): void;
	observe(event: SupervisionEvent): void;
	/** A running child ended by itself; it is to be recovered or removed. */
	childEnded(child: Child, end: ScopeEnd): void;
}

/**
 * One place in a supervisor and the incarnation of the worker that fills it.
 *
 * Invariants: (1) at most one incarnation exists, and its scope is its identity: whatever another scope
 * reports is a late crash; (2) the ref is attached exactly in state `up`; (3) `stop` of the worker runs once
 * for each start that succeeded; (4) neither `start` nor `stop` takes longer than its limit; (5) `start`
 * and `stop` are not called while either runs: the supervisor's lanes see to it.
 */
export class Child implements ScopeOwner {
	readonly spec: ChildSpec;
	readonly dynamic: boolean;
	/** Its own lane where siblings are independent, undefined where the supervisor's serves all. */
	readonly lane: Lane | undefined;
	readonly #host: ChildHost;
	#state: ChildState = "down";
	#since: number;
	#starts = 0;
	#lastError: unknown;
	#worker: Worker | undefined;
	#kind: TreeNode["kind"] = "worker";
	#scope: WorkerScope | undefined;
	#failStart: ((error: unknown) => void) | undefined;

	constructor(spec: ChildSpec, host: ChildHost, lane: Lane | undefined, dynamic: boolean) {
		this.spec = spec;
		this.lane = lane;
		this.dynamic = dynamic;
		this.#host = host;
		this.#since = host.clock.now();
	}

	get clock(): Clock {
		return this.#host.clock;
	}

	get state(): ChildState {
		return this.#state;
	}

	/** The running worker. */
	get worker(): Worker | undefined {
		return this.#state === "up" ? this.#worker : undefined;
	}

	/** Identity of the current or last incarnation. */
	get incarnation(): unknown {
		return this.#scope;
	}

	/** Runs a new incarnation. Rejects with what kept it from starting, after everything it opened is disposed. */
	async start(): Promise<Worker> {
		const scope = new WorkerScope(this);
		this.#scope = scope;
		this.#enter("starting");
		let worker: Worker;
		try {
			worker = this.spec.create();
			this.#worker = worker;
			this.#kind = isSupervising(worker) ? "supervisor" : "worker";
			const starting = worker.start?.(scope);
			if (isThenable(starting)) await this.#untilStarted(worker, starting);
			if (scope.end?.kind === "crash") throw scope.end.error;
		} catch (error) {
			await this.#startFailed(scope, error);
			throw error;
		}
		this.#enter("up");
		if (this.spec.ref !== undefined) Ref.attach(this.spec.ref, worker);
		this.#emit(this.#starts++ === 0 ? "start" : "restart");
		if (scope.end !== undefined) this.#ended(scope, scope.end);
		return worker;
	}

	/** Makes a start in progress fail soon, so that a stop need not wait for it. */
	cancelStart(): void {
		if (this.#state !== "starting") return;
		if (this.#worker !== undefined && isSupervising(this.#worker)) void this.#worker.stop();
		else this.#failStart?.(new SupervisionError("stopping", `the start of ${this.spec.id} was cancelled`));
	}

	/** Stops and cleans up whatever is left of the incarnation, then enters `next`. Never fails. */
	stop(next: ChildState): Promise<void> | undefined {
		const worker = this.#worker;
		const scope = this.#scope;
		if (worker === undefined || scope === undefined) {
			this.#enter(next);
			return undefined;
		}
		this.#detach();
		this.#enter("stopping");
		const stopping = this.#callStop(worker);
		const cleaned = stopping === undefined ? scope.close() : stopping.then(() => scope.close());
		if (cleaned === undefined) {
			this.#stopped(next, "stop");
			return undefined;
		}
		return settlesWithin(cleaned, this.clock, this.#shutdownMs(worker)).then((inTime) => {
			if (!inTime) scope.kill();
			this.#stopped(next, inTime ? "stop" : "killed");
		});
	}

	/** Abandons the incarnation at once. */
	kill(): void {
		if (this.#worker === undefined || this.#scope === undefined) return;
		this.#detach();
		this.#failStart?.(new SupervisionError("stopping", `${this.spec.id} was killed while it started`));
		this.#scope.kill();
		this.#stopped("down", "killed");
	}

	node(): TreeNode {
		const supervisor = this.#worker !== undefined && isSupervising(this.#worker) ? this.#worker : undefined;
		const mailbox = this.#scope?.mailboxLength;
		return {
			...supervisor?.tree(),
			id: this.spec.id,
			kind: this.#kind,
			state: this.#state,
			restarts: Math.max(0, this.#starts - 1),
			since: this.#since,
			...(this.#lastError === undefined ? {} : { lastError: messageOf(this.#lastError) }),
			...(mailbox === undefined ? {} : { mailbox }),
		};
	}

	scopeEnded(scope: WorkerScope, end: ScopeEnd): void {
		if (end.kind === "crash") this.#lastError = end.error;
		switch (this.#state) {
			case "up":
				this.#ended(scope, end);
				break;
			case "starting":
				if (end.kind === "done") break;
				void scope.close();
				this.#failStart?.(end.error);
				break;
			default:
				if (end.kind === "done") break;
				void scope.close();
				this.#emit("crash", end.error);
		}
	}

	scopeProblem(event: "late_crash" | "dispose_failed", error: unknown): void {
		this.#emit(event, error);
	}

	observe(event: SupervisionEvent): void {
		this.#host.observe(event);
	}

	#ended(scope: WorkerScope, end: ScopeEnd): void {
		this.#detach();
		this.#enter(end.kind === "crash" ? "crashed" : "finished");
		void scope.close();
		this.#host.childEnded(this, end);
	}

	#untilStarted(worker: Worker, starting: PromiseLike<unknown>): Promise<void> {
		return new Promise((resolve, reject) => {
			const { id } = this.spec;
			const limit =
				this.spec.startMs ?? (isSupervising(worker) ? Number.POSITIVE_INFINITY : DEFAULT_START_MS);
			const fail = (error: unknown) => {
				cancel();
				this.#failStart = undefined;
				reject(error);
			};
			const cancel = deadline(this.clock, limit, () =>
				fail(new SupervisionError("start_timeout", `${id} has not started within ${limit} ms`)),
			);
			this.#failStart = fail;
			starting.then(
				() => {
					if (this.#failStart === fail) {
						cancel();
						this.#failStart = undefined;
						resolve();
					} else {
						// Abandoned meanwhile; what it opened outside its scope is closed all the same.
						this.#callStop(worker);
					}
				},
				(error) => {
					if (this.#failStart === fail) fail(error);
					else this.#emit("late_crash", error);
				},
			);
		});
	}

	async #startFailed(scope: WorkerScope, error: unknown): Promise<void> {
		const worker = this.#worker;
		this.#lastError = error;
		const cleaned = scope.close();
		if (cleaned !== undefined && !(await settlesWithin(cleaned, this.clock, this.#shutdownMs(worker)))) {
			scope.kill();
		}
		if (this.#state !== "starting") return;
		this.#worker = undefined;
		this.#enter("crashed");
		this.#emit("start_failed", error);
	}

	#callStop(worker: Worker): PromiseLike<unknown> | undefined {
		try {
			const stopping: unknown = worker.stop?.();
			if (!isThenable(stopping)) return undefined;
			return stopping.then(undefined, (error) => this.#emit("stop_failed", error));
		} catch (error) {
			this.#emit("stop_failed", error);
			return undefined;
		}
	}

	#stopped(next: ChildState, event: "stop" | "killed"): void {
		// Killed meanwhile.
		if (this.#worker === undefined) return;
		this.#worker = undefined;
		this.#enter(next);
		this.#emit(event);
	}

	#detach(): void {
		if (this.spec.ref !== undefined && this.#state === "up") Ref.attach(this.spec.ref, undefined);
	}

	#enter(state: ChildState): void {
		this.#state = state;
		this.#since = this.clock.now();
	}

	#shutdownMs(worker: Worker | undefined): number {
		const unlimited = worker !== undefined && isSupervising(worker);
		return this.spec.shutdownMs ?? (unlimited ? Number.POSITIVE_INFINITY : DEFAULT_SHUTDOWN_MS);
	}

	#emit(event: SupervisionEventKind, error?: unknown): void {
		this.#host.emit(this.spec.id, event, error);
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
