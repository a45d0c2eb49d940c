import type { AttributeRing } from "./attribute-ring.ts";
import type { ByteLedger } from "./byte-ledger.ts";
import type { Component } from "./sample-chunk.ts";
import { SummaryTier } from "./summary-tier.ts";

/** Waveforms: least and greatest values at 10 Hz for the 10 minutes before the samples in memory. */
const FINE = { bucketMs: 100, limit: 6_000 } as const;

/** All scalars: a summary per minute for 24 hours. */
const COARSE = { bucketMs: 60_000, limit: 1_440 } as const;

/** Samples are folded in pieces of so many, through these. */
const PIECE = 512;
const TIMES = new Float64Array(PIECE);
const VALUES = new Float64Array(PIECE);

/**
 * What a scalar's ring has given up, summarised: nothing is worked out before a chunk of samples goes.
 *
 * The finest tier ends where the ring begins, give or take a bucket.
 */
export class AttributePast {
	/** By the tenth of a second; null for attributes that are no waveforms. */
	readonly fine: SummaryTier | null;
	/** By the minute. */
	readonly coarse: SummaryTier;
	readonly #ring: AttributeRing<Component>;

	constructor(ring: AttributeRing<Component>, isWaveform: boolean, ledger: ByteLedger) {
		this.#ring = ring;
		this.fine = isWaveform ? new SummaryTier(FINE.bucketMs, FINE.limit, ledger) : null;
		this.coarse = new SummaryTier(COARSE.bucketMs, COARSE.limit, ledger);
		ring.onGiveUp = (to) => this.#fold(to);
	}

	/** Bytes held. */
	get byteLength(): number {
		return (this.fine?.byteLength ?? 0) + this.coarse.byteLength;
	}

	/** Forgets everything; the answer is the bytes that freed. */
	release(): number {
		return (this.fine?.clear() ?? 0) + this.coarse.clear();
	}

	#fold(to: number): void {
		const { coarse, fine } = this;
		for (let from = this.#ring.tail; from < to; from += PIECE) {
			const count = Math.min(PIECE, to - from);
			this.#ring.copy(from, from + count, TIMES, VALUES, 0);
			for (let k = 0; k < count; k++) {
				fine?.add(TIMES[k]!, VALUES[k]!);
				coarse.add(TIMES[k]!, VALUES[k]!);
			}
		}
	}
}
