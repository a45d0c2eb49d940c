import { HISTORY } from "./history-limits.ts";

/** Finds the stretches without samples in a run of ascending times. */
export class GapFinder {
	/** The gaps found so far, at most `HISTORY.gaps`. */
	readonly gaps: { from: number; to: number }[] = [];
	readonly #gapMs: number;
	#previous = Number.POSITIVE_INFINITY;

	/** @param gapMs what lasts longer is a gap */
	constructor(gapMs: number) {
		this.#gapMs = gapMs;
	}

	/** Samples without a gap between them stand from `from` to `to` (ms). */
	see(from: number, to = from): void {
		if (from - this.#previous > this.#gapMs && this.gaps.length < HISTORY.gaps)
			this.gaps.push({ from: this.#previous, to: from });
		this.#previous = to;
	}

	/** Samples go on until `to` (ms); what is between is known. */
	move(to: number): void {
		this.#previous = to;
	}

	/** A gap that was found before, between samples that are seen around it. */
	found(from: number, to: number): void {
		if (this.gaps.length < HISTORY.gaps) this.gaps.push({ from, to });
	}
}
