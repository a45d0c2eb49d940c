import type { ClientClock } from "./client-clock.ts";

/** Share of its window by which a batch may leave early to leave together with others. */
const SLACK = 0.25;

/** What is planned for a moment. */
export interface Planned {
	/** When it is due, by the clock. */
	readonly at: number;
	/** Takes it back; without effect once it has happened. */
	cancel(): void;
}

interface Moment {
	readonly at: number;
	readonly timer: unknown;
	readonly due: Set<() => void>;
}

/**
 * When the windows of all the sensors on one connection end.
 *
 * A window that could end in the moment another one does, or up to a quarter sooner than it must, ends in that moment:
 * a gateway then sends and a server reads the batches of many sensors at once, and a phone's radio wakes for all of them.
 * Sensors of one window's length go on sharing their moments, since the next windows begin together too.
 */
export class SharedWindows {
	readonly #clock: ClientClock;
	readonly #report: (error: unknown) => void;
	/** In no order; as many as sensors at most, and few where windows are alike. */
	readonly #moments = new Set<Moment>();

	/** @param report takes what a callback throws; the others of its moment are called all the same. */
	constructor(clock: ClientClock, report: (error: unknown) => void) {
		this.#clock = clock;
		this.#report = report;
	}

	/** Calls back once within a window of so many ms, and after three quarters of it at the earliest. */
	plan(windowMs: number, due: () => void): Planned {
		const latest = this.#clock.now() + windowMs;
		const moment = this.#latestWithin(latest - SLACK * windowMs, latest) ?? this.#add(latest, windowMs);
		moment.due.add(due);
		return { at: moment.at, cancel: () => this.#cancel(moment, due) };
	}

	#latestWithin(earliest: number, latest: number): Moment | undefined {
		let found: Moment | undefined;
		for (const moment of this.#moments) {
			if (moment.at < earliest || moment.at > latest) continue;
			if (found === undefined || moment.at > found.at) found = moment;
		}
		return found;
	}

	#add(at: number, delayMs: number): Moment {
		const timer = this.#clock.setTimeout(() => this.#end(moment), delayMs);
		const moment: Moment = { at, timer, due: new Set() };
		this.#moments.add(moment);
		return moment;
	}

	#end(moment: Moment): void {
		this.#moments.delete(moment);
		// One that is taken back by another of this moment is not called.
		for (const due of moment.due) {
			try {
				due();
			} catch (error) {
				this.#report(error);
			}
		}
	}

	#cancel(moment: Moment, due: () => void): void {
		if (!moment.due.delete(due) || moment.due.size > 0) return;
		this.#clock.clearTimeout(moment.timer);
		this.#moments.delete(moment);
	}
}
