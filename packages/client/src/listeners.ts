/**
 * A set of callbacks for one kind of event.
 *
 * A callback that throws is reported and never keeps the others from being called.
 */
export class Listeners<T extends unknown[]> {
	readonly #callbacks = new Set<(...args: T) => void>();
	readonly #report: (error: unknown) => void;

	constructor(report: (error: unknown) => void) {
		this.#report = report;
	}

	/** Adds a callback; the answer removes it. */
	add(callback: (...args: T) => void): () => void {
		// A wrapper, so that one function added twice is called twice and removed one at a time.
		const entry = (...args: T): void => callback(...args);
		this.#callbacks.add(entry);
		return () => {
			this.#callbacks.delete(entry);
		};
	}

	emit(...args: T): void {
		for (const callback of [...this.#callbacks]) {
			try {
				callback(...args);
			} catch (error) {
				this.#report(error);
			}
		}
	}
}
