import type { Release, Scope } from "@sensocto/supervision";
import type { SensorRecord } from "./sensor-record.ts";

/** Sensors looked at without a pause: well under a millisecond of work. */
const AT_A_TIME = 500;

/** Pause between two pieces of a round, in ms: frames that came meanwhile are read first. */
const PAUSE_MS = 1;

/**
 * Tells every sensor that what its devices are told may have changed, a piece at a time.
 *
 * Invariant: whoever is there when a round begins is told after that; a round that begins while another is under way
 * takes its place.
 */
export class PacingRound {
	readonly #scope: Scope;
	readonly #records: () => Iterator<SensorRecord>;
	#left: Iterator<SensorRecord>;
	#next: Release | null = null;

	constructor(scope: Scope, records: () => Iterator<SensorRecord>) {
		this.#scope = scope;
		this.#records = records;
		this.#left = records();
	}

	/** Begins a round; its first piece is over when this returns. */
	begin(): void {
		this.#left = this.#records();
		if (this.#next === null) this.#piece();
	}

	#piece(): void {
		this.#next = null;
		for (let told = 0; told < AT_A_TIME; told++) {
			const { done, value } = this.#left.next();
			if (done === true) return;
			value.sensor?.pacingChanged(true);
		}
		this.#next = this.#scope.after(PAUSE_MS, () => this.#piece());
	}
}
