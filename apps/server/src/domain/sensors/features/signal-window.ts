/** Length of a window in ms. */
export const WINDOW_MS = 1_000;

/** Share of a window that samples must cover for its features to count. */
const COVERED = 0.5;

/** Neighbours further apart than this have a hole between them, in ms. */
const LONGEST_STEP_MS = 500;

/** Called with the features of a finished window; `time` is the end of the window in ms. */
export type WindowSink = (time: number, rms: number, lineLength: number, peak: number) => void;

/**
 * Features of a fast signal, one set for each second of its own time.
 *
 * `rms` is the root of the mean square, `lineLength` the sum of absolute differences of neighbours per second (Esteller
 * et al. 2001, "Line length: an efficient feature for seizure onset detection", Proc. 23rd IEEE EMBS), `peak` the value
 * furthest from zero. A window of which less than half is covered by samples is left out.
 */
export class SignalWindow {
	readonly #sink: WindowSink;
	#window = Number.NaN;
	#count = 0;
	#squares = 0;
	#length = 0;
	#peak = 0;
	#coveredMs = 0;
	#previous = 0;
	#lastTime = Number.NEGATIVE_INFINITY;

	constructor(sink: WindowSink) {
		this.#sink = sink;
	}

	/**
	 * Takes in the samples from one index up to another; hot path.
	 *
	 * @param times in ms; they ascend.
	 * @param values what is not finite leaves a hole.
	 */
	take(times: Float64Array, values: Float64Array, from: number, to: number): void {
		for (let k = from; k < to; ) {
			const window = Math.floor(times[k]! / WINDOW_MS);
			if (window !== this.#window) this.#next(window);
			const end = (window + 1) * WINDOW_MS;
			let past = k + 1;
			while (past < to && times[past]! < end) past++;
			this.#add(times, values, k, past);
			k = past;
		}
	}

	/** Samples within the present window; the figures stand in variables meanwhile. */
	#add(times: Float64Array, values: Float64Array, from: number, to: number): void {
		let [length, coveredMs, squares, peak] = [this.#length, this.#coveredMs, this.#squares, this.#peak];
		let [lastTime, previous] = [this.#lastTime, this.#previous];
		let holes = 0;
		for (let k = from; k < to; k++) {
			const x = values[k]!;
			if (!Number.isFinite(x)) {
				lastTime = Number.NEGATIVE_INFINITY;
				holes++;
				continue;
			}
			const time = times[k]!;
			const elapsed = time - lastTime;
			if (elapsed <= LONGEST_STEP_MS) {
				coveredMs += elapsed;
				length += Math.abs(x - previous);
			}
			squares += x * x;
			if (Math.abs(x) > Math.abs(peak)) peak = x;
			previous = x;
			lastTime = time;
		}
		this.#length = length;
		this.#coveredMs = coveredMs;
		this.#squares = squares;
		this.#peak = peak;
		this.#lastTime = lastTime;
		this.#previous = previous;
		this.#count += to - from - holes;
	}

	#next(window: number): void {
		if (this.#coveredMs >= COVERED * WINDOW_MS) {
			const rms = Math.sqrt(this.#squares / this.#count);
			const lineLength = (this.#length * WINDOW_MS) / this.#coveredMs;
			this.#sink((this.#window + 1) * WINDOW_MS, rms, lineLength, this.#peak);
		}
		this.#window = window;
		this.#coveredMs = 0;
		this.#count = 0;
		this.#squares = 0;
		this.#length = 0;
		this.#peak = 0;
	}
}
