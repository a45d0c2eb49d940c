interface FakeTimer {
	readonly order: number;
	readonly fn: () => void;
	readonly intervalMs: number | undefined;
	dueMs: number;
	active: boolean;
}

/** Most timers one `settle` runs before it concludes that they renew each other for ever. */
const SETTLE_TIMERS = 100_000;

/** Where a fake clock begins. */
export interface FakeClockOptions {
	/** Wall-clock time in milliseconds since the epoch; default 2024-01-01T00:00:00Z. */
	readonly startMs?: number;
}

/**
 * A clock that moves only when told to; stands in for the supervision package's `Clock`.
 *
 * Timers run in order of their due time, and of their creation where that is equal. Before the first timer
 * and after each one every pending microtask runs, so code that awaits resolved promises has settled by the
 * time `advance` resolves.
 */
export class FakeClock {
	#elapsedMs = 0;
	#wallMs: number;
	#order = 0;
	/** Sorted by due time, then by creation. */
	readonly #timers: FakeTimer[] = [];

	constructor(options: FakeClockOptions = {}) {
		this.#wallMs = options.startMs ?? Date.UTC(2024, 0, 1);
	}

	/** Wall-clock time in milliseconds since the epoch. */
	now(): number {
		return this.#wallMs + this.#elapsedMs;
	}

	/** Milliseconds since the clock was made. */
	monotonic(): number {
		return this.#elapsedMs;
	}

	/** Timers waiting to run. */
	get pending(): number {
		return this.#timers.length;
	}

	setTimeout(fn: () => void, ms: number): unknown {
		return this.#schedule(fn, ms, undefined);
	}

	/** Intervals below a millisecond count as one, so that `advance` ends. */
	setInterval(fn: () => void, ms: number): unknown {
		return this.#schedule(fn, Math.max(1, ms), Math.max(1, ms));
	}

	clearTimeout(timer: unknown): void {
		const entry = timer as FakeTimer | undefined;
		if (entry?.active !== true) return;
		entry.active = false;
		const index = this.#timers.indexOf(entry);
		if (index >= 0) this.#timers.splice(index, 1);
	}

	clearInterval(timer: unknown): void {
		this.clearTimeout(timer);
	}

	/** Moves time forward, running what falls due on the way, timers made meanwhile included. */
	async advance(ms: number): Promise<void> {
		if (!(ms >= 0)) throw new RangeError(`time moves forward: expected 0 ms or more, got ${ms}`);
		const endMs = this.#elapsedMs + ms;
		await this.flush();
		for (let next = this.#timers[0]; next !== undefined && next.dueMs <= endMs; next = this.#timers[0]) {
			this.#fire(next);
			await this.flush();
		}
		this.#elapsedMs = endMs;
	}

	/** Moves time from timer to timer until none is left. For code without intervals. */
	async settle(): Promise<void> {
		await this.flush();
		for (let count = 0; this.#timers[0] !== undefined; count++) {
			if (count >= SETTLE_TIMERS) throw new Error(`timers still renew each other after ${count} of them`);
			this.#fire(this.#timers[0]);
			await this.flush();
		}
	}

	/** Runs every pending microtask, and those they queue, without moving time. */
	flush(): Promise<void> {
		// The check phase begins only once the microtask queue is empty.
		return new Promise((resolve) => setImmediate(resolve));
	}

	/** Steps the wall clock, as a correction by the host does; timers and monotonic time are unaffected. */
	stepWall(ms: number): void {
		this.#wallMs += ms;
	}

	#schedule(fn: () => void, ms: number, intervalMs: number | undefined): FakeTimer {
		const dueMs = this.#elapsedMs + Math.max(0, ms);
		const timer: FakeTimer = { order: this.#order++, fn, intervalMs, dueMs, active: true };
		this.#insert(timer);
		return timer;
	}

	#insert(timer: FakeTimer): void {
		let low = 0;
		let high = this.#timers.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			const other = this.#timers[middle] as FakeTimer;
			if (other.dueMs < timer.dueMs || (other.dueMs === timer.dueMs && other.order < timer.order))
				low = middle + 1;
			else high = middle;
		}
		this.#timers.splice(low, 0, timer);
	}

	#fire(timer: FakeTimer): void {
		this.#timers.shift();
		this.#elapsedMs = Math.max(this.#elapsedMs, timer.dueMs);
		if (timer.intervalMs === undefined) {
			timer.active = false;
		} else {
			timer.dueMs += timer.intervalMs;
			this.#insert(timer);
		}
		timer.fn();
	}
}
