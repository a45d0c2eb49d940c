import { performance } from "node:perf_hooks";
import type { SignalReader } from "./signal-reader.ts";

/** Share of time the event loop was busy. */
export class EventLoopUse implements SignalReader {
	readonly signal = "event loop";
	#before = performance.eventLoopUtilization();

	start(): void {
		this.#before = performance.eventLoopUtilization();
	}

	read(): number {
		const now = performance.eventLoopUtilization();
		const { utilization } = performance.eventLoopUtilization(now, this.#before);
		this.#before = now;
		return utilization;
	}
}
