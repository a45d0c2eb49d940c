import type { Scope, Worker } from "@sensocto/supervision";
import type { LoadSignal, Wires } from "../../bio/wires.ts";
import type { LoadSources } from "./load-sources.ts";
import { socketBacklog, writeBacklog } from "./signals/backlogs.ts";
import { EventLoopDelay } from "./signals/event-loop-delay.ts";
import { EventLoopUse } from "./signals/event-loop-use.ts";
import { GarbageCollection } from "./signals/garbage-collection.ts";
import { HeapUse } from "./signals/heap-use.ts";
import { IngressSojourn } from "./signals/ingress-sojourn.ts";
import { LoopDelays } from "./signals/loop-delays.ts";
import { probeLoop } from "./signals/loop-probe.ts";
import { MemoryUse } from "./signals/memory-use.ts";
import type { SignalReader } from "./signals/signal-reader.ts";
import type { SystemLoad } from "./system-load.ts";

/** Time between two readings, in ms. */
export const LOAD_INTERVAL_MS = 500;

/** What {@link SystemLoadMonitor} works with. */
export interface LoadMonitorContext {
	readonly load: SystemLoad;
	readonly wires: Pick<Wires, "load">;
	readonly sources: LoadSources;
}

/**
 * Measures twice a second how busy the node is, and tells whoever works with it.
 *
 * There is no bus between nodes yet, so the signal `pub/sub` is left out of the readings.
 */
export class SystemLoadMonitor implements Worker {
	readonly #context: LoadMonitorContext;
	readonly #delay = new EventLoopDelay();
	readonly #ingress = new IngressSojourn();
	readonly #readers: readonly SignalReader[];

	constructor(context: LoadMonitorContext) {
		this.#context = context;
		this.#readers = [
			new EventLoopUse(),
			this.#delay,
			this.#ingress,
			new HeapUse(),
			new MemoryUse(),
			new GarbageCollection(),
			socketBacklog(context.sources),
			writeBacklog(context.sources),
		];
	}

	start(scope: Scope): void {
		const { load, wires } = this.#context;
		const output = wires.load.produce("SystemLoadMonitor");
		scope.defer(() => output.end());
		scope.defer(load.onInject((reading) => output.send(reading)));
		for (const reader of this.#readers) reader.start?.(scope);
		const delays = new LoopDelays(scope);
		probeLoop(scope, (delayMs, at) => {
			this.#ingress.probe(delayMs, at);
			this.#delay.probe(delayMs);
			delays.probe(delayMs);
		});
		scope.every(LOAD_INTERVAL_MS, () => {
			const signals: Partial<Record<LoadSignal, number>> = {};
			for (const reader of this.#readers) signals[reader.signal] = reader.read();
			output.send(
				load.observe({
					at: scope.clock.now(),
					monotonic: scope.clock.monotonic(),
					signals,
					sojournMs: this.#ingress.sojournMs,
					loopDelayP99Ms: this.#delay.p99Ms,
					loopDelays: delays.take(),
				}),
			);
		});
	}
}
