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

	/** Takes in a sample; hot path. Times are in ms and ascend; what is not finite leaves a hole. */
	push(time: number, x: number): void {
		const window = Math.floor(time / WINDOW_MS);
		if (window !== this.#window) this.#next(window);
		if (!Number.isFinite(x)) {
			this.#lastTime = Number.NEGATIVE_INFINITY;
			return;
		}
		const elapsed = time - this.#lastTime;
		if (elapsed <= LONGEST_STEP_MS) {
			this.#coveredMs += elapsed;
			this.#length += Math.abs(x - this.#previous);
		}
		this.#count++;
		this.#squares += x * x;
		if (Math.abs(x) > Math.abs(this.#peak)) this.#peak = x;
		this.#previous = x;
		this.#lastTime = time;
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
