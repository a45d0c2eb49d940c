import type { JsonValue } from "@sensocto/protocol";
import { type Attribute, storageKind } from "../sensors/attribute.ts";
import { AttributeRing } from "../sensors/attribute-ring.ts";
import { type ByteLedger, NO_LEDGER } from "../sensors/byte-ledger.ts";
import { LeftOutMarks } from "../sensors/left-out-marks.ts";
import type { StreamSource } from "./stream-source.ts";
import type { StreamTopic } from "./stream-topic.ts";

/** A reduction pays when a column takes the place of more samples than this. */
const LEAST_SAMPLES = 4;

/** Columns whose samples are kept: the longest window at the usual width, twice. */
const COLUMNS = 4_096;

/** A column that nothing was added to for this long is complete, in ms. */
const SETTLED_MS = 500;

/** The past is read in pieces of so many samples, into these. */
const PIECE = 512;
const TIMES = new Float64Array(PIECE);
const VALUES = new Float64Array(PIECE);

/** Whether columns of this length in ms take the place of enough of an attribute's samples. */
export function reductionPays(
	attribute: StreamSource & { readonly intervalMs: number },
	columnMs: number,
): boolean {
	const { intervalMs, type } = attribute;
	const isWaveform = type.delivery === "every" && type.shape === "scalar" && storageKind(type) === 32;
	return isWaveform && columnMs > LEAST_SAMPLES * intervalMs;
}

/**
 * A waveform for the screen: of each column of time its least and its greatest sample, in the order they came.
 *
 * Invariants:
 * 1. `ring` has its own numbering; readers treat it as they treat an attribute's.
 * 2. Of a column one sample has the time of its beginning and the other that of its middle: less than a pixel from
 *    where they were, and steps alike take no bytes.
 * 3. It begins with the past that memory holds, at the resolution it is held in.
 * 4. A column is emitted with the first sample after it, or when it has settled. Of a late sample nothing is emitted
 *    unless its column is still open.
 */
export class Reduction implements StreamSource {
	readonly columnMs: number;
	readonly ring: AttributeRing<number | JsonValue>;
	leftOut: LeftOutMarks | null = null;
	topic: StreamTopic | null = null;
	readonly #attribute: Attribute;
	/** Number of the open column. */
	#column = Number.NEGATIVE_INFINITY;
	#isOpen = false;
	#leastTime = 0;
	#least = 0;
	#greatestTime = 0;
	#greatest = 0;
	#newestTime = 0;
	#isBroken = true;
	/** Whether the device has left samples out since the last that was emitted. */
	#isAfterHole = false;

	/**
	 * @param columnMs length of a column in ms, a power of two.
	 * @param ledger counts what it holds in memory, until it is released.
	 */
	constructor(attribute: Attribute, columnMs: number, ledger: ByteLedger = NO_LEDGER) {
		this.#attribute = attribute;
		this.columnMs = columnMs;
		const limits = { keepMs: COLUMNS * columnMs, maxSamples: 2 * COLUMNS };
		this.ring = new AttributeRing<number | JsonValue>(32, 1, limits, ledger);
		this.#takePast();
	}

	/** Nobody uses it any more. */
	release(): void {
		this.ring.release();
	}

	get id(): string {
		return this.#attribute.id;
	}

	get type(): StreamSource["type"] {
		return this.#attribute.type;
	}

	get meta(): StreamSource["meta"] {
		return this.#attribute.meta;
	}

	get arrivedAt(): number {
		return this.#attribute.arrivedAt;
	}

	/** A sample of the attribute was stored at a position; hot path. */
	push(position: number): void {
		const { leftOut, ring } = this.#attribute;
		if (leftOut?.has(position)) this.#leaveHole();
		this.#add(ring.timeAt(position), ring.valueAt(position) as number);
	}

	/** Emits the open column if nothing has come for a while. @param now server time in ms. */
	settle(now: number): void {
		if (this.#isOpen && now - this.arrivedAt >= SETTLED_MS + this.columnMs) this.#emit();
	}

	#takePast(): void {
		const { leftOut, past, ring } = this.#attribute;
		const first = ring.length === 0 ? Number.POSITIVE_INFINITY : ring.timeAt(ring.tail);
		if (past?.fine && past.fine.bucketMs <= this.columnMs) {
			const from = past.fine.indexAt(ring.lastTime - COLUMNS * this.columnMs);
			for (let k = from; k < past.fine.length; k++) {
				const { greatest, least, time } = past.fine.at(k);
				if (time + past.fine.bucketMs > first) break;
				this.#add(time, least);
				this.#add(time + past.fine.bucketMs / 2, greatest);
			}
		}
		for (let from = ring.tail; from < ring.head; from += PIECE) {
			const to = Math.min(ring.head, from + PIECE);
			ring.copy(from, to, TIMES, VALUES, 0);
			for (let k = 0; k < to - from; k++) {
				if (leftOut?.has(from + k)) this.#leaveHole();
				this.#add(TIMES[k]!, VALUES[k]!);
			}
		}
	}

	/** The next sample stands behind ones that were left out. */
	#leaveHole(): void {
		if (this.#isOpen) this.#emit();
		this.#isAfterHole = true;
	}

	#add(time: number, value: number): void {
		const column = Math.floor(time / this.columnMs);
		if (column < this.#column) return;
		if (column > this.#column) {
			if (this.#isOpen) this.#emit();
			this.#column = column;
		}
		if (Number.isNaN(value)) return this.#break(time);
		this.#newestTime = this.#isOpen ? Math.max(this.#newestTime, time) : time;
		if (!this.#isOpen) {
			this.#isOpen = true;
			this.#leastTime = time;
			this.#least = value;
			this.#greatestTime = time;
			this.#greatest = value;
		} else if (value < this.#least) {
			this.#leastTime = time;
			this.#least = value;
		} else if (value > this.#greatest) {
			this.#greatestTime = time;
			this.#greatest = value;
		}
	}

	/** An unknown value: the line ends here. */
	#break(time: number): void {
		if (this.#isOpen) this.#emit();
		if (this.#isBroken) return;
		this.#append(time, Number.NaN);
		this.#isBroken = true;
	}

	#emit(): void {
		this.#isOpen = false;
		this.#isBroken = false;
		const begin = this.#column * this.columnMs;
		const isRising = this.#leastTime <= this.#greatestTime;
		this.#append(begin, isRising ? this.#least : this.#greatest);
		if (this.#leastTime === this.#greatestTime) return;
		// Not ahead of what there is: of a stream that ended the last column is not complete.
		this.#append(
			Math.min(begin + this.columnMs / 2, this.#newestTime),
			isRising ? this.#greatest : this.#least,
		);
	}

	/** A column of which something was emitted before goes on after that. */
	#append(time: number, value: number): void {
		const { lastTime } = this.ring;
		const position = this.ring.append(time > lastTime ? time : lastTime + 1, value);
		if (position < 0) return;
		if (this.#isAfterHole) {
			this.leftOut ??= new LeftOutMarks();
			this.leftOut.add(position);
			this.#isAfterHole = false;
		}
		this.topic?.appended(position);
	}
}
