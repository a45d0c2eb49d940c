import { onScale } from "./scale.ts";
import type { SignalReader } from "./signal-reader.ts";

/** Delays kept between two readings; more come only when readings do not. */
const DELAYS = 1_000;

const MEANING = [
	[50, 0.75],
	[150, 1],
] as const;

/** How late the event loop comes to what is due: the 99th percentile since the last reading, by nearest rank. */
export class EventLoopDelay implements SignalReader {
	readonly signal = "event-loop delay";
	readonly #delays: number[] = [];
	#p99Ms = 0;

	/** The 99th percentile of the last reading, in ms. */
	get p99Ms(): number {
		return this.#p99Ms;
	}

	/** Takes the delay of a probe, in ms. */
	probe(delayMs: number): void {
		if (this.#delays.length < DELAYS) this.#delays.push(delayMs);
	}

	read(): number {
		const sorted = this.#delays.sort((a, b) => a - b);
		this.#p99Ms = sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0;
		this.#delays.length = 0;
		return onScale(this.#p99Ms, MEANING);
	}
}
