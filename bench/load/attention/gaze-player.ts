import { type Gaze, NOTHING, type Trace } from "./trace.ts";

/** Plays a trace: what each person sees at a moment. */
export class GazePlayer {
	readonly #trace: Trace;
	readonly #gazes: Gaze[];
	#next = 0;

	constructor(trace: Trace) {
		this.#trace = trace;
		this.#gazes = Array.from({ length: trace.viewers }, () => NOTHING);
	}

	/** Goes on to a moment of the trace, in ms; the answer is the people for whom something has changed. */
	advance(t: number): Set<number> {
		const { changes } = this.#trace;
		const moved = new Set<number>();
		for (; this.#next < changes.length && changes[this.#next]!.t <= t; this.#next++) {
			const { t: _, viewer, ...change } = changes[this.#next]!;
			this.#gazes[viewer] = { ...this.#gazes[viewer]!, ...change };
			moved.add(viewer);
		}
		return moved;
	}

	gaze(viewer: number): Gaze {
		return this.#gazes[viewer]!;
	}
}
