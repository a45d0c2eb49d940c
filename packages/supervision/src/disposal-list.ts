import type { Release } from "./scope.ts";
import { isThenable } from "./thenable.ts";

interface Entry {
	readonly dispose: () => unknown;
	listed: boolean;
	before: Entry | undefined;
	after: Entry | undefined;
}

/**
 * Disposals in order of registration, run in reverse.
 *
 * Invariants: (1) each disposal runs at most once; (2) the next one waits for an asynchronous one; (3) one
 * that fails is reported and does not keep the others from running; (4) a released one leaves at once, so
 * the list is as long as what is open.
 */
export class DisposalList {
	#last: Entry | undefined;

	add(dispose: () => unknown): Entry {
		const entry: Entry = { dispose, listed: true, before: this.#last, after: undefined };
		if (this.#last !== undefined) this.#last.after = entry;
		this.#last = entry;
		return entry;
	}

	/** Forgets a disposal without running it. @returns whether it was still to run. */
	remove(entry: Entry): boolean {
		if (!entry.listed) return false;
		entry.listed = false;
		if (entry.before !== undefined) entry.before.after = entry.after;
		if (entry.after !== undefined) entry.after.before = entry.before;
		else this.#last = entry.before;
		return true;
	}

	/** A function that runs the disposal now unless it has run. */
	releaser(entry: Entry, onError: (error: unknown) => void): Release {
		return () => {
			if (this.remove(entry)) watch(entry.dispose, onError);
		};
	}

	/** Runs all that is left, last first. @returns a promise only when one of them is asynchronous. */
	run(onError: (error: unknown) => void): Promise<void> | undefined {
		for (let entry = this.#last; entry !== undefined; entry = this.#last) {
			this.remove(entry);
			const pending = watch(entry.dispose, onError);
			if (pending !== undefined) return pending.then(() => this.run(onError));
		}
		return undefined;
	}

	/** Runs all that is left, last first, waiting for none of them. */
	runWithoutWaiting(onError: (error: unknown) => void): void {
		for (let entry = this.#last; entry !== undefined; entry = this.#last) {
			this.remove(entry);
			watch(entry.dispose, onError);
		}
	}
}

function watch(dispose: () => unknown, onError: (error: unknown) => void): Promise<void> | undefined {
	try {
		const pending = dispose();
		if (!isThenable(pending)) return undefined;
		return Promise.resolve(pending).then(() => undefined, onError);
	} catch (error) {
		onError(error);
		return undefined;
	}
}
