/** Something that falls due; kept to cancel it. */
export interface WheelTimer {
	/** Tick at which it falls due. */
	readonly due: number;
	readonly expire: () => void;
}

/** Length of a tick, in ms. */
export const WHEEL_TICK_MS = 100;

/** Ticks of one turn: what falls due later stays for another turn. */
const SLOTS = 1_024;

/**
 * Timers in ticks of 100 ms that belong to no worker: somebody else turns the wheel and may crash over it.
 *
 * 1. Setting and cancelling cost the same however many timers wait; a turn visits each waiting timer at most once.
 * 2. A timer never falls due early, and less than two ticks late while the wheel is turned every tick.
 * 3. What throws on falling due has left the wheel; the others of its tick fall due at the next turn.
 *
 * Times are monotonic, in ms. Source: Varghese and Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987, scheme 6.
 */
export class TimerWheel {
	readonly #slots: Set<WheelTimer>[] = Array.from({ length: SLOTS }, () => new Set());
	/** The last tick that is through. */
	#tick = 0;
	#size = 0;

	/** Timers that wait. */
	get size(): number {
		return this.#size;
	}

	/** Lets something fall due at `dueMs`, or with the next tick when that is past. */
	schedule(dueMs: number, expire: () => void): WheelTimer {
		const due = Math.max(Math.ceil(dueMs / WHEEL_TICK_MS), this.#tick + 1);
		const timer = { due, expire };
		this.#slot(due).add(timer);
		this.#size++;
		return timer;
	}

	/** Takes a timer off; one that has fallen due, or none, changes nothing. */
	cancel(timer: WheelTimer | null): void {
		if (timer !== null && this.#slot(timer.due).delete(timer)) this.#size--;
	}

	/** Turns the wheel to `nowMs`. @throws what a timer throws. */
	advance(nowMs: number): void {
		const to = Math.floor(nowMs / WHEEL_TICK_MS);
		// After a long stop one turn passes every slot.
		this.#tick = Math.max(this.#tick, to - SLOTS);
		while (this.#tick < to) {
			for (const timer of this.#slot(this.#tick + 1)) {
				if (timer.due > to) continue;
				this.cancel(timer);
				timer.expire();
			}
			this.#tick++;
		}
	}

	#slot(tick: number): Set<WheelTimer> {
		return this.#slots[tick % SLOTS]!;
	}
}
