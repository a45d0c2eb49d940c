import type { Child, ChildHost } from "./child.ts";
import type { RestartBudget } from "./restart-budget.ts";
import type { Siblings } from "./siblings.ts";
import type { ScopeEnd } from "./worker-scope.ts";

/** The supervisor a recovery works for. */
export interface RecoveryHost extends ChildHost {
	/** False once the supervisor stops: nothing is started from then on. */
	readonly running: boolean;
	giveUp(child: Child, cause: unknown): void;
}

/**
 * What a supervisor does about a child that ended: restart it and its group, remove it, or give up.
 *
 * Every step runs on the child's lane and begins by asking whether its cause still holds: the child may have
 * been restarted with its group, removed, or its supervisor may be stopping.
 */
export class Recovery {
	readonly #siblings: Siblings;
	readonly #budget: RestartBudget;
	readonly #host: RecoveryHost;

	constructor(siblings: Siblings, budget: RestartBudget, host: RecoveryHost) {
		this.#siblings = siblings;
		this.#budget = budget;
		this.#host = host;
	}

	/** Recovers from the end of a child's current incarnation. */
	begin(child: Child, end: ScopeEnd): void {
		const { incarnation } = child;
		// The callback that ended the child returns before anything is stopped or started.
		queueMicrotask(() => {
			void this.#siblings.laneOf(child).run(async () => {
				const ended = child.state === "crashed" || child.state === "finished";
				if (ended && child.incarnation === incarnation && this.#present(child))
					await this.#recover(child, end);
			});
		});
	}

	async #recover(child: Child, end: ScopeEnd): Promise<void> {
		const { restart = "permanent" } = child.spec;
		const crashed = end.kind === "crash";
		if (restart === "permanent" || (restart === "transient" && crashed)) {
			return this.#restart(child, crashed ? end.error : undefined);
		}
		await child.stop(crashed ? "crashed" : "finished");
		if (child.dynamic || restart === "temporary") this.#siblings.remove(child);
	}

	async #restart(origin: Child, cause: unknown): Promise<void> {
		if (!this.#budget.spend(this.#host.clock.monotonic())) {
			this.#host.giveUp(origin, cause);
			return;
		}
		const group = this.#siblings.groupOf(origin);
		for (const child of group.toReversed()) {
			// Synchronous workers restart in one go, without a turn in which they are down.
			const stopping = child.stop("waiting");
			if (stopping !== undefined) await stopping;
			if (child.spec.restart === "temporary") this.#siblings.remove(child);
		}
		for (const child of group) {
			if (!this.#host.running) return;
			if (child.spec.restart === "temporary") continue;
			try {
				await child.start();
			} catch (error) {
				this.#retryLater(child, error);
				return;
			}
		}
	}

	/** Tries again after whatever else the supervisor and the event loop have to do. */
	#retryLater(failed: Child, cause: unknown): void {
		const { incarnation } = failed;
		this.#host.clock.setTimeout(() => {
			void this.#siblings.laneOf(failed).run(async () => {
				const origin = this.#siblings.has(failed) ? failed : this.#successor(failed);
				if (!this.#host.running || origin === undefined) return;
				// Restarted or stopped with a group since: whoever did that goes on from there.
				const untouched = failed.state === "crashed" && failed.incarnation === incarnation;
				if (origin === failed && !untouched) return;
				await this.#restart(origin, cause);
			});
		}, 0);
	}

	/** Where to go on when the failed child has been removed: the rest of its group is still to be started. */
	#successor(removed: Child): Child | undefined {
		return removed.lane === undefined ? this.#siblings.firstToStart() : undefined;
	}

	#present(child: Child): boolean {
		return this.#host.running && this.#siblings.has(child);
	}
}
