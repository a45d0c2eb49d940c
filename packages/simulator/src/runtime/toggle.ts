/** Turns something on and off, one after the other, however fast it is asked. */
export class Toggle {
	readonly #on: () => void | Promise<void>;
	readonly #off: () => void | Promise<void>;
	readonly #report: (error: unknown) => void;
	#wanted = false;
	#work: Promise<void> = Promise.resolve();

	/** @param report takes what turning on or off throws. */
	constructor(
		on: () => void | Promise<void>,
		off: () => void | Promise<void>,
		report: (error: unknown) => void,
	) {
		this.#on = on;
		this.#off = off;
		this.#report = report;
	}

	/** Asks for a state; resolves when it and all asked for before it are reached. */
	set(wanted: boolean): Promise<void> {
		if (wanted !== this.#wanted) {
			this.#wanted = wanted;
			this.#work = this.#work.then(wanted ? this.#on : this.#off).catch(this.#report);
		}
		return this.#work;
	}
}
