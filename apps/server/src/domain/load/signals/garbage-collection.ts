import { PerformanceObserver } from "node:perf_hooks";
import type { Clock, Scope } from "@sensocto/supervision";
import { onScale } from "./scale.ts";
import type { SignalReader } from "./signal-reader.ts";

/** A process that spends a fifth of its time collecting is short of heap, long before it stands still. */
const MEANING = [
	[0.1, 0.5],
	[0.2, 0.75],
	[0.4, 1],
] as const;

/** Share of time that the garbage collector held the event loop. */
export class GarbageCollection implements SignalReader {
	readonly signal = "garbage collection";
	#clock: Clock | undefined;
	#since = 0;
	#pausedMs = 0;

	start(scope: Scope): void {
		this.#clock = scope.clock;
		this.#since = scope.clock.monotonic();
		const observer = new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) this.pause(duration);
		});
		observer.observe({ entryTypes: ["gc"] });
		scope.defer(() => observer.disconnect());
	}

	/** Takes a pause of this length in ms. */
	pause(ms: number): void {
		this.#pausedMs += ms;
	}

	read(): number {
		const now = this.#clock?.monotonic() ?? this.#since;
		const elapsedMs = now - this.#since;
		const share = elapsedMs > 0 ? this.#pausedMs / elapsedMs : 0;
		this.#since = now;
		this.#pausedMs = 0;
		return onScale(share, MEANING);
	}
}
