import type { Generator } from "../generators/generator.ts";
import { type SampleClock, simulationTime } from "./sample-clock.ts";

/** Samples older than this, in ms, are skipped when a run was held up. */
const CATCH_UP_MS = 5_000;

/** The samples of one attribute of a running sensor, in order and each once. */
export class AttributeSource {
	readonly id: string;
	readonly #clock: SampleClock;
	readonly #generator: Generator;
	#last: number;

	/** @param nowMs the run begins with the first sample after this instant. */
	constructor(id: string, clock: SampleClock, generator: Generator, nowMs: number) {
		this.id = id;
		this.#clock = clock;
		this.#generator = generator;
		this.#last = clock.lastIndex(nowMs);
	}

	/** Hands over every sample that has fallen due by `nowMs`. */
	due(nowMs: number, take: (payload: unknown, timestampMs: number) => void): void {
		const until = this.#clock.lastIndex(nowMs);
		const from = Math.max(this.#last + 1, this.#clock.lastIndex(nowMs - CATCH_UP_MS) + 1);
		for (let index = from; index <= until; index++) {
			const payload = this.#generator.sample(index, this.#clock.timeS(index));
			if (payload !== undefined) take(payload, this.#clock.timestamp(index));
		}
		// A clock that was set back must not repeat samples.
		this.#last = Math.max(this.#last, until);
	}

	/** What must be kept over a restart; undefined when time alone decides. */
	state(nowMs: number): unknown {
		return this.#generator.state?.(simulationTime(nowMs));
	}
}
