import type { Clock, Release, Scope } from "@sensocto/supervision";

interface Entry {
	fn: (() => unknown) | null;
}

/** Timers of a simulation that moves in steps: what falls due runs at the first step after it. */
export class VirtualTimers {
	readonly #stepMs: number;
	readonly #due = new Map<number, Entry[]>();
	#now = 0;

	/** @param stepMs time between two steps, in ms. */
	constructor(stepMs: number) {
		this.#stepMs = stepMs;
	}

	/** Moves to time `t` in ms and runs what is due, in order of its registration. */
	advance(t: number): void {
		this.#now = t;
		const step = Math.round(t / this.#stepMs);
		const entries = this.#due.get(step) ?? [];
		this.#due.delete(step);
		for (const { fn } of entries) fn?.();
	}

	/** What modules that only wait need of a scope. */
	get scope(): Scope {
		const scope: Pick<Scope, "clock" | "after"> = {
			clock: { now: () => this.#now, monotonic: () => this.#now } as Clock,
			after: (ms, fn) => this.#after(ms, fn),
		};
		return scope as Scope;
	}

	#after(ms: number, fn: () => unknown): Release {
		const present = Math.round(this.#now / this.#stepMs);
		const step = Math.max(present + 1, Math.ceil((this.#now + ms) / this.#stepMs));
		const entry: Entry = { fn };
		const entries = this.#due.get(step);
		if (entries === undefined) this.#due.set(step, [entry]);
		else entries.push(entry);
		return () => {
			entry.fn = null;
		};
	}
}
