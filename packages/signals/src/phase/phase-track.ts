import { type Analytic, bandShare, GRID_HZ, LOOKAHEAD, readAnalytic, WINDOW } from "./analytic-band.ts";
import { GRID_MS, GridResampler } from "./grid-resampler.ts";

/** Phases that are kept: more than 8 minutes and the reading's delay. */
const KEPT = 2_048;
/** Least share of the power that must lie in the band. */
const BAND_SHARE = 0.5;
/** The share is measured once a second. */
const SHARE_EVERY = GRID_HZ;
/** Stretch the rate is measured over: 10 s. */
const RATE_OVER = 10 * GRID_HZ;

/** An interruption longer than that starts the track anew: 1 minute. */
const FORGETFUL = 60 * GRID_HZ;

/** Why a signal has no phase now. */
export type PhaseRefusal = "too short" | "gap" | "not rhythmic";

/**
 * Phase of a slow oscillation, such as breathing, on a grid of 4 Hz: number n belongs to the instant n · 250 ms.
 *
 * A phase is read from 30 s of signal, 2 s before their end ({@link readAnalytic}); 0 is the crest.
 *
 * Invariants:
 * 1. `cos(n)² + sin(n)²` is 1 where the phase is known, and both are 0 where it is not.
 * 2. No phase is given while less than half of the window's power lies in the band, or while a gap lies in the window.
 * 3. At most the last {@link KEPT} phases are kept.
 */
export class PhaseTrack {
	readonly #grid: GridResampler;
	readonly #window = new Float64Array(WINDOW);
	readonly #analytic: Analytic = { re: 0, im: 0 };
	readonly #cos = new Float32Array(KEPT);
	readonly #sin = new Float32Array(KEPT);
	readonly #band = new Float32Array(KEPT);
	/** Settled points since the last gap; as many as the window has make a phase. */
	#run = 0;
	#next = Number.NaN;
	#first = Number.NaN;
	#last = Number.NaN;
	#share = 0;
	#interrupted = false;

	/** @param maxGapMs longest stretch without a sample that is bridged, in ms. */
	constructor(maxGapMs: number) {
		this.#grid = new GridResampler(maxGapMs);
	}

	/** Number after that of the newest phase; NaN before the first sample. */
	get end(): number {
		return this.#next - LOOKAHEAD;
	}

	/** Number of the oldest phase since the last interruption of more than a minute; NaN while there is none. */
	get start(): number {
		return Math.max(this.#first, this.end - KEPT);
	}

	/** Share of the power that lies in the band of breathing, 0..1; 0 while unknown. */
	get quality(): number {
		return this.#run >= WINDOW ? this.#share : 0;
	}

	/** Why there is no newest phase; undefined when there is one. */
	get refusal(): PhaseRefusal | undefined {
		if (this.#run < WINDOW) return this.#interrupted ? "gap" : "too short";
		return this.#share < BAND_SHARE ? "not rhythmic" : undefined;
	}

	/** Takes the sample at `timeMs`. */
	push(timeMs: number, value: number): void {
		this.#grid.push(timeMs, value);
		const { end } = this.#grid;
		if (Number.isNaN(end)) return;
		if (Number.isNaN(this.#next) || end - this.#next > KEPT) this.#restart(end);
		while (this.#next < end) this.#read(this.#next++);
	}

	/** Cosine of the phase number `n`, 0 where it is not known. */
	cos(n: number): number {
		return this.#keeps(n) ? this.#cos[n % KEPT]! : 0;
	}

	/** Sine of the phase number `n`, 0 where it is not known. */
	sin(n: number): number {
		return this.#keeps(n) ? this.#sin[n % KEPT]! : 0;
	}

	/** The signal within the band at number `n`, in its own unit; 0 where it is not known. */
	band(n: number): number {
		return this.#keeps(n) ? this.#band[n % KEPT]! : 0;
	}

	/** Rate of the oscillation in Hz up to number `n`: how far the phase turns in 10 s; undefined while unknown. */
	rateHz(n: number): number | undefined {
		let re = 0;
		let im = 0;
		for (let k = n - RATE_OVER + 1; k <= n; k++) {
			re += this.cos(k) * this.cos(k - 1) + this.sin(k) * this.sin(k - 1);
			im += this.sin(k) * this.cos(k - 1) - this.cos(k) * this.sin(k - 1);
		}
		return re === 0 && im === 0 ? undefined : (Math.atan2(im, re) * GRID_HZ) / (2 * Math.PI);
	}

	#keeps(n: number): boolean {
		return n < this.end && n >= this.end - KEPT;
	}

	#restart(at: number): void {
		this.#cos.fill(0);
		this.#sin.fill(0);
		this.#band.fill(0);
		this.#run = 0;
		this.#next = at;
		this.#first = Number.NaN;
		this.#last = Number.NaN;
	}

	/** Takes in the settled point `n` and reads the phase it makes known. */
	#read(n: number): void {
		const x = this.#grid.at(n);
		const slot = (n - LOOKAHEAD + KEPT) % KEPT;
		this.#cos[slot] = 0;
		this.#sin[slot] = 0;
		this.#band[slot] = 0;
		if (Number.isNaN(x)) {
			this.#interrupted ||= this.#run > 0;
			this.#run = 0;
			return;
		}
		this.#run++;
		if (this.#run < WINDOW) return;
		for (let i = 0; i < WINDOW; i++) this.#window[i] = this.#grid.at(n - WINDOW + 1 + i);
		if (n % SHARE_EVERY === 0 || this.#run === WINDOW) this.#share = bandShare(this.#window);
		if (this.#share < BAND_SHARE) return;
		readAnalytic(this.#window, this.#analytic);
		const { re, im } = this.#analytic;
		const size = Math.hypot(re, im);
		if (size === 0) return;
		if (!(n - this.#last <= FORGETFUL)) this.#first = n - LOOKAHEAD;
		this.#last = n;
		this.#cos[slot] = re / size;
		this.#sin[slot] = im / size;
		this.#band[slot] = re;
	}
}

/** Number of the phase at a time in ms. */
export function phaseNumber(timeMs: number): number {
	return Math.floor(timeMs / GRID_MS);
}
