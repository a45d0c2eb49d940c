/** What happens to a child's failures: itself, itself and those started after it, or all restart. */
export type Strategy = "one_for_one" | "rest_for_one" | "one_for_all";

/**
 * State of a child. `crashed`: ended by an error, not yet cleaned up or not to be restarted; `waiting`:
 * cleaned up and about to be started again; `finished`: ended normally.
 */
export type ChildState = "down" | "starting" | "up" | "stopping" | "crashed" | "waiting" | "finished";

/** State of a supervisor; `gave_up`: its restart intensity was exceeded. */
export type SupervisorState = "down" | "starting" | "up" | "stopping" | "gave_up";

/** One node of the live supervision tree, ready for JSON. */
export interface TreeNode {
	readonly id: string;
	readonly kind: "supervisor" | "worker";
	readonly state: ChildState | SupervisorState;
	/** Supervisors only. */
	readonly strategy?: Strategy;
	/** Times this child was started again since its supervisor started. */
	readonly restarts: number;
	/** Message of the last crash or failed start. */
	readonly lastError?: string;
	/** Milliseconds since the epoch at which the node entered its state. */
	readonly since: number;
	/** Messages waiting in the worker's mailboxes; absent without a mailbox. */
	readonly mailbox?: number;
	/** Supervisors only, in start order. */
	readonly children?: readonly TreeNode[];
}
