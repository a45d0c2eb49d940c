/** Calls that are looked back upon, and for how long, in ms. */
const CALLS = 20;
const SPAN_MS = 30_000;

/** Fewest calls that allow a judgement by share. */
const ENOUGH_CALLS = 5;
const FAILURE_SHARE = 0.5;

/** So many failures without a success between them are enough, however long they took. */
const IN_A_ROW = 5;

/** The last calls to a dependency: up to 20, of the last 30 s. */
export class CircuitWindow {
	readonly #calls: { readonly at: number; readonly failed: boolean }[] = [];
	#inARow = 0;

	/** Takes the outcome of a call. @param at time on a clock that never steps, in ms. */
	add(failed: boolean, at: number): void {
		this.#calls.push({ at, failed });
		this.#inARow = failed ? this.#inARow + 1 : 0;
		if (this.#calls.length > CALLS) this.#calls.shift();
		while (this.#calls[0]!.at <= at - SPAN_MS) this.#calls.shift();
	}

	/** Failures among the calls kept. */
	get failures(): number {
		return this.#calls.filter(({ failed }) => failed).length;
	}

	/** Whether the dependency counts as failing, by the calls up to the last one added. */
	get isFailing(): boolean {
		if (this.#inARow >= IN_A_ROW) return true;
		return this.#calls.length >= ENOUGH_CALLS && this.failures >= FAILURE_SHARE * this.#calls.length;
	}
}
