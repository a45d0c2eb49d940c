import { SensoctoError } from "@sensocto/protocol";

/** Numbers that fit the two bytes a stream has in a binary frame. */
const NUMBERS = 65_536;

/** Hands out the numbers of streams, and takes them back when a stream is no longer watched. */
export class StreamNumbers {
	readonly #free: number[] = [];
	#next = 0;

	/** A number nobody has. @throws SensoctoError `too_many_subscriptions` when there is none left. */
	take(): number {
		const free = this.#free.pop();
		if (free !== undefined) return free;
		if (this.#next === NUMBERS) throw new SensoctoError("too_many_subscriptions");
		return this.#next++;
	}

	/** Takes a number back. */
	give(number: number): void {
		this.#free.push(number);
	}
}
