/**
 * Runs operations one after another: the first at once, each later one when its predecessor has settled.
 *
 * A lane holds at most one pending recovery per child besides the operations whose callers wait for them.
 */
export class Lane {
	#tail: Promise<unknown> | undefined;

	run<T>(operation: () => Promise<T>): Promise<T> {
		const result = this.#tail === undefined ? operation() : this.#tail.then(operation);
		// The caller has the outcome; the lane needs only the end.
		const tail = result.then(ignore, ignore).then(() => {
			if (this.#tail === tail) this.#tail = undefined;
		});
		this.#tail = tail;
		return result;
	}
}

function ignore(): void {}
