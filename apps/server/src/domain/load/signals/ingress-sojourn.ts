import { onScale } from "./scale.ts";
import type { SignalReader } from "./signal-reader.ts";
import { StandingDelay } from "./standing-delay.ts";

const MEANING = [
	[5, 0.5],
	[50, 0.75],
	[200, 1],
] as const;

/**
 * How long frames stand in front of the event loop before they are read: the least wait within windows of 100 ms.
 *
 * Node does not tell when a frame became readable: the kernel keeps no time for it, and libuv's `eventsWaiting` counts
 * events without their age. But the wait is common to all that comes from outside: whatever becomes due while the loop is
 * busy is served when the loop comes round. So a probe stands for a frame: its lateness is what a frame that arrived at
 * that instant waited. What a probe cannot see is a queue within one socket, behind frames of the same device; a
 * connection's rate limit is for that.
 */
export class IngressSojourn implements SignalReader {
	readonly signal = "ingress";
	readonly #standing = new StandingDelay();
	#sojournMs = 0;

	/** The standing delay of the last reading, in ms. */
	get sojournMs(): number {
		return this.#sojournMs;
	}

	/** Takes the delay of a probe in ms, answered at this time. */
	probe(delayMs: number, at: number): void {
		this.#standing.probe(delayMs, at);
	}

	read(): number {
		this.#sojournMs = this.#standing.take();
		return onScale(this.#sojournMs, MEANING);
	}
}
