import type { Disturbance } from "../events/disturbance.ts";
import { type Generator, Occurrence } from "../generators/generator.ts";
import { type SampleClock, simulationTime } from "./sample-clock.ts";
import type { SignalClock } from "./signal-clock.ts";

/** Samples older than this, in ms, are skipped when a run was held up. */
const CATCH_UP_MS = 5_000;

/** Takes a sample: its payload, its time in ms since 1970, and for buttons and the like what happened. */
export type SampleTaker = (payload: unknown, timestampMs: number, event?: string) => void;

export interface AttributeSourceOptions {
	id: string;
	clock: SampleClock;
	signal: SignalClock;
	generator: Generator;
	disturbances: readonly Disturbance[];
	/** The run begins with the first sample after this instant. */
	nowMs: number;
}

/** The samples of one attribute of a running sensor, in order and each once. */
export class AttributeSource {
	readonly id: string;
	readonly #options: AttributeSourceOptions;
	#last: number;

	constructor(options: AttributeSourceOptions) {
		this.id = options.id;
		this.#options = options;
		this.#last = options.clock.lastIndex(options.nowMs);
	}

	/** Hands over every sample that has fallen due by `nowMs`. */
	due(nowMs: number, take: SampleTaker): void {
		const { clock } = this.#options;
		const until = clock.lastIndex(nowMs);
		if (until <= this.#last) return;
		const from = Math.max(this.#last + 1, clock.lastIndex(nowMs - CATCH_UP_MS) + 1);
		for (let index = from; index <= until; index++) this.#sample(index, take);
		this.#last = until;
	}

	/** Leaves out every sample that has fallen due by `nowMs`. */
	skip(nowMs: number): void {
		// A clock that was set back must not repeat samples.
		this.#last = Math.max(this.#last, this.#options.clock.lastIndex(nowMs));
	}

	/** What must be kept over a restart; undefined when time alone decides. */
	state(nowMs: number): unknown {
		const { generator, signal } = this.#options;
		return generator.state?.(signal.at(simulationTime(nowMs)));
	}

	#sample(index: number, take: SampleTaker): void {
		const { clock, disturbances, generator, signal } = this.#options;
		const timeS = signal.at(clock.timeS(index));
		const made = generator.sample(index, timeS, timeS - signal.at(clock.timeS(index - 1)));
		if (made === undefined) return;
		const timestampMs = clock.timestamp(index);
		let payload = made instanceof Occurrence ? made.payload : made;
		for (const disturbance of disturbances) {
			payload = disturbance.apply(payload, timestampMs, index);
			if (payload === undefined) return;
		}
		if (made instanceof Occurrence) take(payload, timestampMs, made.event);
		else take(payload, timestampMs);
	}
}
