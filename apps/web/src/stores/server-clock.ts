/** How many server stamps the offset is taken from; at 10 frames a second about 6 s. */
const STAMPS = 64;

/**
 * Estimates the server's clock from the stamps on its frames.
 *
 * A stamp is late by the way it travelled, so each gives a lower bound of the offset; the largest of the last
 * stamps is the one that travelled least.
 */
export class ServerClock {
	readonly #localTime: () => number;
	readonly #offsets: number[] = [];
	#offset = 0;

	constructor(localTime: () => number) {
		this.#localTime = localTime;
	}

	/** Server time minus local time in milliseconds, 0 until the first stamp. */
	get offsetMs(): number {
		return this.#offset;
	}

	/** Server time now, milliseconds since the epoch. */
	now(): number {
		return this.#localTime() + this.#offset;
	}

	/** Takes in the stamp of a frame that just arrived. */
	observe(serverTime: number): void {
		this.#offsets.push(serverTime - this.#localTime());
		if (this.#offsets.length > STAMPS) this.#offsets.shift();
		const best = Math.max(...this.#offsets);
		// Small wobble would make plots tremble; only a real change moves the clock.
		if (Math.abs(best - this.#offset) > 2) this.#offset = best;
	}
}
