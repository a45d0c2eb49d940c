import { median } from "./median.ts";
import type { QrsLevels } from "./qrs-levels.ts";
import type { RWave } from "./r-locator.ts";

/** No heart beats again within this time after a beat, in seconds. */
const REFRACTORY_S = 0.2;
/** Time after a beat in which its T wave may follow, in seconds. */
const T_WAVE_S = 0.36;
/** A T wave bends less than this share of the complex before it. */
const T_WAVE_BEND = 0.5;
/** Peaks that fit a known shape this well pass at a lower threshold, those that fit none at a higher one. */
const FAMILIAR = { match: 0.8, factor: 0.6 } as const;
const STRANGE = { match: 0.4, factor: 2.2 } as const;
/** A beat is doubtful when it comes before this share of the usual interval and scores below this. */
const EARLY = 0.8;
const CONVINCING = 0.85;
/** A doubtful beat is dropped when a better one, of at least this score, follows within this share of the usual interval. */
const ON_TIME = 1.3;
const PLAUSIBLE = 0.5;
/** Share of the usual interval after which a missing beat is searched for among the rejected peaks. */
const MISSING = 1.5;
/** Threshold of that search as a share of the usual one, and how the fit to a known shape changes it. */
const SEARCH = 0.35;
/** Intervals whose median is the usual one, and the one assumed before, in seconds. */
const INTERVALS = 16;
const ASSUMED_INTERVAL_S = 0.8;
/** Longest interval that is one and not a gap, in seconds. */
const LONGEST_INTERVAL_S = 2.5;
/** Seconds without a beat after which the levels fade. */
const SILENCE_S = 3;
/** Rejected and doubtful peaks remembered since the last beat. */
const MAX_REMEMBERED = 16;

/** A peak of the QRS energy that may be a beat. */
export interface Candidate extends RWave {
	/** Energy of the complex. */
	energy: number;
	/** Correlation (0..1) with the shapes seen so far, and with the prevailing ones only. */
	match: number;
	prevailing: number;
}

/**
 * Decides which candidates are beats.
 *
 * Invariants: (1) beats come in time order and never closer than the refractory time; (2) an early peak that fits
 * neither the usual shape nor the usual height waits until the next beat shows whether the rhythm has room for it;
 * (3) when a beat is overdue, the best rejected peak is taken if it is good enough; (4) at most `MAX_REMEMBERED` peaks wait.
 */
export class BeatDecider {
	readonly #rate: number;
	readonly #levels: QrsLevels;
	readonly #onBeat: (beat: Candidate) => void;
	readonly #intervals: number[] = [];
	readonly #rejected: Candidate[] = [];
	readonly #doubtful: Candidate[] = [];
	#usual: number;
	#last: Candidate | undefined;
	#fadedAt = 0;

	constructor(samplingRateHz: number, levels: QrsLevels, onBeat: (beat: Candidate) => void) {
		this.#rate = samplingRateHz;
		this.#levels = levels;
		this.#onBeat = onBeat;
		this.#usual = ASSUMED_INTERVAL_S * samplingRateHz;
	}

	/** Usual interval between beats in samples. */
	get usualInterval(): number {
		return this.#usual;
	}

	/** Takes the next candidate; `judging` is whether the known shapes rest on enough beats to speak against one. */
	consider(candidate: Candidate, judging: boolean): void {
		const interval = this.#since(candidate.index);
		if (interval < REFRACTORY_S * this.#rate) return;
		if (interval < T_WAVE_S * this.#rate && this.#isTWave(candidate)) {
			this.#levels.noisePeak(candidate.energy);
			return;
		}
		let threshold = this.#levels.threshold;
		if (candidate.match > FAMILIAR.match) threshold *= FAMILIAR.factor;
		else if (judging && candidate.match < STRANGE.match) threshold *= STRANGE.factor;
		if (candidate.energy <= threshold) {
			this.#levels.noisePeak(candidate.energy);
			remember(this.#rejected, candidate);
			return;
		}
		if (judging && interval < EARLY * this.#usual && this.#score(candidate) < CONVINCING) {
			remember(this.#doubtful, candidate);
			return;
		}
		this.#settle(candidate);
		this.#accept(candidate);
	}

	/** Looks for an overdue beat; `settled` is the sample up to which every candidate has been considered. */
	advance(settled: number): void {
		if (this.#since(settled) < MISSING * this.#usual) return;
		if (this.#doubtful.length > 0) {
			this.#settle(undefined);
			return;
		}
		const found = this.#search();
		if (found) this.#accept(found);
		else this.#fade(settled);
	}

	reset(): void {
		this.#intervals.length = 0;
		this.#rejected.length = 0;
		this.#doubtful.length = 0;
		this.#usual = ASSUMED_INTERVAL_S * this.#rate;
		this.#last = undefined;
		this.#fadedAt = 0;
	}

	#since(index: number): number {
		return this.#last ? index - this.#last.index : index + LONGEST_INTERVAL_S * this.#rate;
	}

	#isTWave(candidate: Candidate): boolean {
		return candidate.bend < T_WAVE_BEND * (this.#last?.bend ?? 0);
	}

	/** How convincing a candidate is by itself: its likeness to the prevailing beats, less when it is lower than they are. */
	#score(candidate: Candidate): number {
		const signal = this.#levels.signal;
		return candidate.prevailing * (signal > 0 ? Math.min(1, candidate.energy / signal) : 1);
	}

	/** Decides on the doubtful peaks once the beat after them is known, or stays away. */
	#settle(next: Candidate | undefined): void {
		if (this.#doubtful.length === 0) return;
		const doubtful = this.#doubtful.splice(0);
		let best = doubtful[0]!;
		for (const candidate of doubtful) if (this.#score(candidate) > this.#score(best)) best = candidate;
		const nextScore = next ? this.#score(next) : 0;
		const onTime = next !== undefined && this.#since(next.index) < ON_TIME * this.#usual;
		if (onTime && nextScore > PLAUSIBLE && nextScore >= this.#score(best)) {
			for (const candidate of doubtful) this.#levels.noisePeak(candidate.energy);
			return;
		}
		if (next && next.index - best.index < REFRACTORY_S * this.#rate) return;
		this.#accept(best);
	}

	#accept(beat: Candidate): void {
		const interval = this.#since(beat.index);
		if (this.#last && interval < LONGEST_INTERVAL_S * this.#rate) {
			this.#intervals.push(interval);
			if (this.#intervals.length > INTERVALS) this.#intervals.shift();
			if (this.#intervals.length > 1) this.#usual = median(this.#intervals);
		}
		this.#last = beat;
		this.#levels.complex(beat.energy);
		const later = this.#rejected.filter((c) => c.index > beat.index + REFRACTORY_S * this.#rate);
		this.#rejected.splice(0, this.#rejected.length, ...later);
		this.#onBeat(beat);
	}

	#search(): Candidate | undefined {
		let best: Candidate | undefined;
		let bestWorth = 0;
		for (const candidate of this.#rejected) {
			const ease = candidate.match > 0.7 ? 0.7 : candidate.match > STRANGE.match ? 1 : 2;
			if (candidate.energy <= this.#levels.threshold * SEARCH * ease) continue;
			if (this.#since(candidate.index) < T_WAVE_S * this.#rate) continue;
			const worth = candidate.energy * (0.3 + candidate.match);
			if (worth <= bestWorth) continue;
			best = candidate;
			bestWorth = worth;
		}
		return best;
	}

	#fade(now: number): void {
		if (this.#since(now) < SILENCE_S * this.#rate || now - this.#fadedAt < this.#rate) return;
		this.#fadedAt = now;
		this.#levels.fade();
	}
}

function remember(list: Candidate[], candidate: Candidate): void {
	list.push(candidate);
	if (list.length > MAX_REMEMBERED) list.shift();
}
