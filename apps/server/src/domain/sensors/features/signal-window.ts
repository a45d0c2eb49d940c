/** Features are told once in this time of the signal, in ms. */
export const WINDOW_MS = 1_000;

/** Features are gathered in pieces of this length, in ms ... */
const PIECE_MS = 100;

/** ... of which so many make a window. */
const PIECES = 40;

const PIECES_A_SECOND = WINDOW_MS / PIECE_MS;

/**
 * How much each piece of a window counts, the oldest first: a raised cosine.
 *
 * A beat that comes or goes at the border of a window with sharp ends changes its strength at once: a second holds one
 * heart beat or two. Here its weight rises from nothing, and rhythms of a beat a second or faster are smoothed away.
 */
const WEIGHTS = Float64Array.from(
	{ length: PIECES },
	(_, i) => (1 - Math.cos((2 * Math.PI * (i + 0.5)) / PIECES)) / PIECES,
);

/** Share of a window that samples must cover for its features to count, by weight. */
const COVERED = 0.75;

/** Neighbours further apart than this have a hole between them, in ms. */
const LONGEST_STEP_MS = 500;

/** What is gathered in a piece, by place. */
const COUNT = 0;
const SQUARES = 1;
const LENGTH = 2;
const COVERED_MS = 3;
const FIGURES = 4;

/** Where the peak of the second under way, and value and time of the newest sample stand. */
const PEAK = 0;
const PREVIOUS = 1;
const LAST_TIME = 2;

/** Called with the features at the end of a second, `time` in ms. */
export type WindowSink = (time: number, rms: number, lineLength: number, peak: number) => void;

/**
 * Features of a fast signal at the end of each second of its own time, over the last four seconds.
 *
 * `rms` is the root of the mean square, `lineLength` the sum of absolute differences of neighbours per second (Esteller
 * et al. 2001, "Line length: an efficient feature for seizure onset detection", Proc. 23rd IEEE EMBS), both weighted by
 * a raised cosine; `peak` is the value furthest from zero of the second alone. Where less than three quarters are
 * covered by samples nothing is told.
 */
export class SignalWindow {
	readonly #sink: WindowSink;
	/** The last pieces, each in the place of its number modulo their count. */
	readonly #pieces = new Float64Array(PIECES * FIGURES);
	/** Number of the piece under way since 1970. */
	#piece = Number.NaN;
	#at = 0;
	/** Numbers that change with every sample stand here, where they take no new memory. */
	readonly #state = Float64Array.of(0, 0, Number.NEGATIVE_INFINITY);

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
			const piece = Math.floor(times[k]! / PIECE_MS);
			if (piece !== this.#piece) this.#goTo(piece);
			const end = (piece + 1) * PIECE_MS;
			let past = k + 1;
			while (past < to && times[past]! < end) past++;
			this.#add(times, values, k, past);
			k = past;
		}
	}

	/** Samples within the present piece; the figures stand in variables meanwhile. */
	#add(times: Float64Array, values: Float64Array, from: number, to: number): void {
		let length = 0;
		let coveredMs = 0;
		let squares = 0;
		let holes = 0;
		let lastTime = this.#state[LAST_TIME]!;
		let previous = this.#state[PREVIOUS]!;
		let peak = this.#state[PEAK]!;
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
		const pieces = this.#pieces;
		const at = this.#at;
		pieces[at + COUNT]! += to - from - holes;
		pieces[at + SQUARES]! += squares;
		pieces[at + LENGTH]! += length;
		pieces[at + COVERED_MS]! += coveredMs;
		this.#state[PEAK] = peak;
		this.#state[LAST_TIME] = lastTime;
		this.#state[PREVIOUS] = previous;
	}

	/** Goes on to a later piece, telling the second that ends before it. */
	#goTo(piece: number): void {
		const before = this.#piece;
		const second = Math.floor(piece / PIECES_A_SECOND);
		if (second > Math.floor(before / PIECES_A_SECOND)) {
			const end = (Math.floor(before / PIECES_A_SECOND) + 1) * PIECES_A_SECOND;
			this.#empty(before + 1, Math.min(end, before + PIECES));
			this.#tell(end);
			this.#empty(end, Math.min(piece + 1, end + PIECES));
			this.#state[PEAK] = 0;
		} else this.#empty(Number.isNaN(before) ? piece : before + 1, piece + 1);
		this.#piece = piece;
		this.#at = (piece % PIECES) * FIGURES;
	}

	/** Pieces in which nothing was gathered yet. */
	#empty(from: number, to: number): void {
		for (let piece = from; piece < to; piece++) {
			const at = (piece % PIECES) * FIGURES;
			this.#pieces.fill(0, at, at + FIGURES);
		}
	}

	/** Features of the window that ends before this piece. */
	#tell(end: number): void {
		const pieces = this.#pieces;
		let count = 0;
		let squares = 0;
		let length = 0;
		let coveredMs = 0;
		for (let i = 0; i < PIECES; i++) {
			const at = ((end + i) % PIECES) * FIGURES;
			const weight = WEIGHTS[i]!;
			count += weight * pieces[at + COUNT]!;
			squares += weight * pieces[at + SQUARES]!;
			length += weight * pieces[at + LENGTH]!;
			coveredMs += weight * pieces[at + COVERED_MS]!;
		}
		if (coveredMs < COVERED * PIECE_MS) return;
		this.#sink(
			end * PIECE_MS,
			Math.sqrt(squares / count),
			(length * WINDOW_MS) / coveredMs,
			this.#state[PEAK]!,
		);
	}
}
