/**
 * What happened to a child.
 *
 * - `start`, `restart`: its first, or a later, incarnation runs
 * - `stop`: stopped and cleaned up
 * - `finish`: ended normally
 * - `crash`: ended by an error
 * - `start_failed`: its `start` threw, rejected, timed out or was cancelled
 * - `stop_failed`: its `stop` threw or rejected; it counts as stopped
 * - `dispose_failed`: a disposal of its scope threw or rejected; the others ran
 * - `killed`: did not stop in time and was abandoned
 * - `late_crash`: an incarnation that had already ended reported an error
 * - `give_up`: its supervisor exceeded its restart intensity because of it
 */
export type SupervisionEventKind =
	| "start"
	| "restart"
	| "stop"
	| "finish"
	| "crash"
	| "start_failed"
	| "stop_failed"
	| "dispose_failed"
	| "killed"
	| "late_crash"
	| "give_up";

/** One entry of a supervisor's event stream, for logging. */
export interface SupervisionEvent {
	readonly supervisor: string;
	readonly child: string;
	readonly event: SupervisionEventKind;
	readonly error?: unknown;
}
