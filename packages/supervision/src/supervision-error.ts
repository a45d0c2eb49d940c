/**
 * Why a supervision operation was refused or ended.
 *
 * - `unavailable`: the worker behind a `Ref` is down at the moment
 * - `already_started`: the supervisor runs already, or a child of that id exists
 * - `not_running`: the supervisor is not running
 * - `too_many_children`: the supervisor's `maxChildren` is reached
 * - `stopping`: a start was cancelled because its supervisor stops
 * - `start_timeout`: a worker's `start` took longer than its `startMs`
 * - `restart_intensity_exceeded`: more than `maxRestarts` restarts within `withinMs`
 * - `mailbox_overflow`: a mailbox whose overflow policy is `crash` reached its limit
 */
export type SupervisionErrorCode =
	| "unavailable"
	| "already_started"
	| "not_running"
	| "too_many_children"
	| "stopping"
	| "start_timeout"
	| "restart_intensity_exceeded"
	| "mailbox_overflow";

/** Error of the supervision kernel itself; a worker's own errors travel unchanged or as `cause`. */
export class SupervisionError extends Error {
	override readonly name = "SupervisionError";
	readonly code: SupervisionErrorCode;

	constructor(code: SupervisionErrorCode, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
	}
}
