/** Time over which a rate is measured, in seconds; one slot a second. */
const SLOTS = 4;

/** Counts events and tells how many came a second, over the last full seconds. */
export class RateMeter {
	readonly #now: () => number;
	readonly #slots = new Float64Array(SLOTS + 1);
	#second = 0;
	/** The second of the first event. */
	#first: number | undefined;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** Counts some events that happen now. */
	count(events: number): void {
		this.#advance();
		this.#first ??= this.#second;
		this.#slots[this.#second % this.#slots.length]! += events;
	}

	/** Events a second over the last 4 full seconds, or as many as there were since the first event; 0 before. */
	perSecond(): number {
		this.#advance();
		const seconds = Math.min(SLOTS, this.#second - (this.#first ?? this.#second));
		let sum = 0;
		for (let back = 1; back <= seconds; back++)
			sum += this.#slots[(this.#second - back + 2 * (SLOTS + 1)) % (SLOTS + 1)]!;
		return seconds === 0 ? 0 : sum / seconds;
	}

	#advance(): void {
		const second = Math.floor(this.#now() / 1000);
		for (let i = 0; i < Math.min(second - this.#second, this.#slots.length); i++) {
			this.#slots[(second - i) % this.#slots.length] = 0;
		}
		this.#second = Math.max(second, this.#second);
	}
}
