import { cleanIntervals, isSteadyPair, regularIntervals } from "./clean-intervals.ts";
import { Welford } from "./welford.ts";

/** Stretch the heart rate speaks about, in ms. */
const RATE_WINDOW_MS = 8_000;
/** Stretch heart-rate variability speaks about, in ms, and the clean time it needs within. */
const VARIABILITY_WINDOW_MS = 60_000;
const VARIABILITY_NEEDS_MS = 30_000;
/** Beats remembered: more than a heart makes in the longer window. */
const MAX_BEATS = 320;
/** Intervals a heart rate needs. */
const MIN_INTERVALS = 2;
/** Signal quality from which values are given, and below which they are withdrawn. */
const TRUSTED = 0.7;
const WITHDRAWN = 0.64;
/** A beat less like the others than this spoils the intervals on both its sides. */
const TRUSTED_BEAT = 0.7;
/** Share of regular intervals from which only they make the rate; below it the rhythm itself is irregular. */
const REGULAR_SHARE = 0.6;
/** Share of the recent intervals that a heart rate must rest on. */
const TRUSTED_SHARE = 0.4;
/** Shortest and longest interval between two beats, in ms. */
const INTERVAL_MS = [200, 2_500] as const;

interface Interval {
	/** Time of the beat that ends it. */
	at: number;
	/** Length in ms. */
	rr: number;
	/** Whether both its beats and the signal around it can be trusted. */
	trusted: boolean;
}

/**
 * Intervals between heart beats and what follows from them: heart rate and its variability.
 *
 * Invariants: (1) every value is `undefined` rather than doubtful: while the signal cannot be trusted, too few beats are
 * known, or the last one is too long ago; (2) variability uses only clean intervals, that is
 * trusted ones close to the median of the five around them and to a neighbour; (3) at most `MAX_BEATS` intervals are kept.
 */
export class BeatSeries {
	readonly #intervals: Interval[] = [];
	#lastBeat: { at: number; trusted: boolean } | undefined;
	#now = Number.NEGATIVE_INFINITY;
	#trusted = false;

	/**
	 * Takes the next beat at `timeMs`. `quality` (0..1) is that of the signal now, `trust` (0..1) that of this beat. Returns the
	 * interval it ends in ms, or `undefined` when there is none. A beat that is not later than the last one is ignored.
	 */
	addBeat(timeMs: number, quality = 1, trust = 1): number | undefined {
		const last = this.#lastBeat;
		if (last && timeMs <= last.at) return undefined;
		this.advance(timeMs, quality);
		const trusted = trust >= TRUSTED_BEAT;
		this.#lastBeat = { at: timeMs, trusted };
		if (!last) return undefined;
		const rr = timeMs - last.at;
		if (rr > INTERVAL_MS[1]) return undefined;
		this.#intervals.push({ at: timeMs, rr, trusted: trusted && last.trusted && rr >= INTERVAL_MS[0] });
		if (this.#intervals.length > MAX_BEATS) this.#intervals.shift();
		return rr;
	}

	/** Moves the clock on; call it when no beat comes, so that values do not outlive the signal. */
	advance(timeMs: number, quality: number): void {
		this.#now = Math.max(this.#now, timeMs);
		this.#trusted = quality >= (this.#trusted ? WITHDRAWN : TRUSTED);
		if (!this.#trusted) this.#distrust();
		while (this.#intervals.length > 0 && this.#intervals[0]!.at < this.#now - VARIABILITY_WINDOW_MS) {
			this.#intervals.shift();
		}
	}

	/** Beats a minute over the last 8 s. */
	get heartRate(): number | undefined {
		if (!this.#trusted || !this.#lastBeat || this.#now - this.#lastBeat.at > INTERVAL_MS[1]) return undefined;
		const recent = this.#intervals.filter((interval) => interval.at > this.#now - RATE_WINDOW_MS);
		const regular = regularIntervals(recent.map((interval) => interval.rr));
		const trusted = recent.filter((interval) => interval.trusted);
		const kept = recent.filter((interval, i) => interval.trusted && regular[i]);
		const used = kept.length >= REGULAR_SHARE * trusted.length ? kept : trusted;
		if (used.length < Math.max(MIN_INTERVALS, TRUSTED_SHARE * recent.length)) return undefined;
		return 60_000 / (used.reduce((sum, interval) => sum + interval.rr, 0) / used.length);
	}

	/** Root mean square of successive differences of the intervals in ms, over the last minute. */
	get rmssd(): number | undefined {
		const clean = this.#clean();
		if (!clean) return undefined;
		const lengths = this.#intervals.map((interval) => interval.rr);
		let squares = 0;
		let count = 0;
		for (let i = 1; i < lengths.length; i++) {
			if (!clean[i - 1] || !clean[i] || !isSteadyPair(lengths, i)) continue;
			squares += (lengths[i]! - lengths[i - 1]!) ** 2;
			count++;
		}
		return count > 0 ? Math.sqrt(squares / count) : undefined;
	}

	/** Standard deviation of the intervals in ms, over the last minute. */
	get sdnn(): number | undefined {
		const clean = this.#clean();
		if (!clean) return undefined;
		const spread = new Welford();
		for (let i = 0; i < clean.length; i++) if (clean[i]) spread.push(this.#intervals[i]!.rr);
		return spread.deviation;
	}

	/** Forgets everything. */
	reset(): void {
		this.#intervals.length = 0;
		this.#lastBeat = undefined;
		this.#now = Number.NEGATIVE_INFINITY;
		this.#trusted = false;
	}

	/** Which of the last minute's intervals are clean; `undefined` when they add up to less than 30 s. */
	#clean(): boolean[] | undefined {
		if (!this.#trusted) return undefined;
		const steady = cleanIntervals(this.#intervals.map((interval) => interval.rr));
		const clean = this.#intervals.map((interval, i) => interval.trusted && steady[i]!);
		const covered = this.#intervals.reduce((sum, interval, i) => sum + (clean[i] ? interval.rr : 0), 0);
		return covered >= VARIABILITY_NEEDS_MS ? clean : undefined;
	}

	/** What the quality index condemns now covers its whole window. */
	#distrust(): void {
		for (let i = this.#intervals.length - 1; i >= 0; i--) {
			const interval = this.#intervals[i]!;
			if (interval.at < this.#now - RATE_WINDOW_MS || !interval.trusted) break;
			interval.trusted = false;
		}
	}
}
