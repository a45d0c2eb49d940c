import type { Ref } from "./ref.ts";
import type { Scope } from "./scope.ts";
import type { TreeNode } from "./tree-node.ts";

/**
 * A unit that starts, works and stops under a supervisor.
 *
 * `start` opens what the worker needs through the scope. `stop` runs once for each `start` that succeeded:
 * in an orderly stop with the scope still open, after a crash with the scope already closed, so it has to
 * cope with half-finished work. A `start` that fails is not followed by `stop`.
 */
export interface Worker {
	start?(scope: Scope): void | Promise<void>;
	stop?(): void | Promise<void>;
}

/**
 * When a child that ended starts again: `permanent` always, `transient` only after a crash, `temporary`
 * never.
 */
export type RestartType = "permanent" | "transient" | "temporary";

/** How a supervisor makes and treats one child. */
export interface ChildSpec {
	/** Unique among its siblings. */
	readonly id: string;
	/** Makes a fresh worker for every incarnation. */
	create(): Worker;
	/** Default `permanent`. */
	readonly restart?: RestartType;
	/**
	 * Milliseconds `stop` and the scope's disposals may take together before the child is abandoned; default
	 * 5 000, and no limit for a supervisor, whose own children are each limited.
	 */
	readonly shutdownMs?: number;
	/** Milliseconds `start` may take; default 60 000, and no limit for a supervisor. */
	readonly startMs?: number;
	/** Follows the child through its restarts. */
	readonly ref?: Ref<Worker>;
}

/** What a parent needs to know of a child that is itself a supervisor. */
export interface SupervisingWorker extends Worker {
	readonly kind: "supervisor";
	tree(): TreeNode;
	stop(): Promise<void>;
}

/** Whether a worker is a supervisor. */
export function isSupervising(worker: Worker): worker is SupervisingWorker {
	return "kind" in worker && worker.kind === "supervisor" && "tree" in worker;
}
