import type { SampleBlock } from "@sensocto/client";

/** Samples that come later than their successors are at most this far from their place when they are told as missing. */
const REORDERED = 16;

/** A sample may come this much later than its successors: as many as there are in 2 s. */
const LATEST = 200;

/** Time of a device's n-th sample in ms. */
export function timeOf(n: number): number {
	return 1_000 + n * 10;
}

function numberAt(time: number): number {
	return (time - 1_000) / 10;
}

/** What a viewer got of one stream of a {@link timeOf numbered} device, and whether that is as promised. */
export class SeenStream {
	/** Gaps that were told, as open ranges of values. */
	readonly #gaps: [after: number, before: number][] = [];
	readonly #values = new Set<number>();
	readonly problems: string[] = [];
	#newest = -1;
	#oldest = Number.POSITIVE_INFINITY;

	/** The newest sample seen, -1 before the first. */
	get newest(): number {
		return this.#newest;
	}

	take({ gap, times }: SampleBlock): void {
		const numbers = Array.from(times, numberAt);
		if (gap !== undefined && this.#newest >= 0) this.#gaps.push([this.#newest, Math.max(...numbers)]);
		for (const value of numbers) {
			if (this.#values.has(value)) this.problems.push(`${value} comes twice`);
			if (value < this.#newest - LATEST) this.problems.push(`${value} after ${this.#newest}`);
			this.#values.add(value);
			this.#newest = Math.max(this.#newest, value);
			this.#oldest = Math.min(this.#oldest, value);
		}
	}

	/** What is wrong, up to the newest sample of the sensor; of events none may be left out, told or not. */
	faults(newest: number, areEvents: boolean): string[] {
		const faults = [...this.problems];
		for (let value = this.#oldest; value < newest; value++) {
			if (this.#values.has(value) || (!areEvents && this.#isTold(value))) continue;
			faults.push(`${value} is missing`);
		}
		if (this.#newest !== newest) faults.push(`the newest is ${this.#newest}, not ${newest}`);
		return faults;
	}

	#isTold(value: number): boolean {
		return this.#gaps.some(([after, before]) => value > after - REORDERED && value < before + REORDERED);
	}
}
