import type { GapReason } from "@sensocto/protocol";

/** Why there is nothing before a marked sample, for viewers. */
export const LEFT_OUT: GapReason = "left out while the server was busy";

/** Marks kept of one ring; the oldest are forgotten first. */
const MOST = 16;

/** Positions of a ring's samples before which a device has left some out, because it was asked to. */
export class LeftOutMarks {
	readonly #positions: number[] = [];

	/** Marks the newest sample. */
	add(position: number): void {
		this.#positions.push(position);
		if (this.#positions.length > MOST) this.#positions.shift();
	}

	/** A late sample was sorted in at a position: what stood there and behind it has moved on, with its marks. */
	insertedAt(position: number): void {
		for (let k = 0; k < this.#positions.length; k++)
			if (this.#positions[k]! >= position) this.#positions[k]!++;
	}

	/** Whether the sample at a position is marked. */
	has(position: number): boolean {
		return this.#positions.includes(position);
	}

	/** The first marked position from one on and before another; undefined without any. */
	first(from: number, before: number): number | undefined {
		return this.#positions.find((position) => position >= from && position < before);
	}
}
