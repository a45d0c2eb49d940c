import type { SystemLoad as Label } from "@sensocto/protocol";
import type { LoadReading, LoopDelay } from "../../bio/wires.ts";
import { LoadLabel } from "./load-label.ts";
import { MemoryProtection, PROTECTION_AT } from "./memory-protection.ts";
import { type LoadSignals, Pressure } from "./pressure.ts";

/** Frames that wait longer than this in a standing queue make an emergency, in ms. */
const EMERGENCY_MS = 200;

/** One look at the node. */
export interface LoadMeasurement {
	/** Server time in ms. */
	readonly at: number;
	/** Time on a clock that never steps, in ms. */
	readonly monotonic: number;
	readonly signals: LoadSignals;
	/** Standing delay of frames in front of the event loop, in ms. */
	readonly sojournMs: number;
	readonly loopDelayP99Ms: number;
	/** Each delay of the event loop since the last look. */
	readonly loopDelays?: readonly LoopDelay[];
}

/**
 * How busy the node is: the table that any part reads in constant time.
 *
 * It stands above the worker that measures, so a restart of that loses neither the label nor what was set by hand.
 *
 * Invariants:
 * 1. `label` is what was set by hand while something is, else what was measured; measuring goes on meanwhile.
 * 2. Memory protection is never set by hand.
 */
export class SystemLoad {
	readonly #pressure = new Pressure();
	readonly #label = new LoadLabel();
	readonly #memory: MemoryProtection;
	readonly #listeners = new Set<(reading: LoadReading) => void>();
	#injected: Label | null = null;
	#reading: LoadReading | undefined;
	#lastAt: number | undefined;

	constructor(environment: keyof typeof PROTECTION_AT) {
		this.#memory = new MemoryProtection(PROTECTION_AT[environment]);
	}

	/** The label that holds. */
	get label(): Label {
		return this.#injected ?? this.#label.value;
	}

	/** The label as measured, whatever was set by hand. */
	get measuredLabel(): Label {
		return this.#label.value;
	}

	/** Smoothed maximum of all signals, 0..1. */
	get pressure(): number {
		return this.#pressure.value;
	}

	get memoryProtection(): boolean {
		return this.#memory.active;
	}

	/** Memory is so short that background work has to stop. */
	get memoryCritical(): boolean {
		return this.#memory.critical;
	}

	/** The latest reading; undefined before the first. */
	get reading(): LoadReading | undefined {
		return this.#reading;
	}

	/** Sets the label by hand for a drill, or takes that back; listeners learn it at once. */
	inject(label: Label | null): void {
		this.#injected = label;
		if (this.#reading === undefined) return;
		this.#reading = { ...this.#reading, label: this.label, injected: label !== null };
		for (const listener of this.#listeners) listener(this.#reading);
	}

	/** Listens to readings that do not come from a measurement; the answer ends it. */
	onInject(listener: (reading: LoadReading) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Takes a measurement and says what it means. */
	observe(measurement: LoadMeasurement): LoadReading {
		const { at, loopDelayP99Ms, loopDelays, monotonic, signals, sojournMs } = measurement;
		const elapsedMs = this.#lastAt === undefined ? 0 : monotonic - this.#lastAt;
		this.#lastAt = monotonic;
		const pressure = this.#pressure.update(signals, elapsedMs);
		const emergency = sojournMs > EMERGENCY_MS;
		this.#label.update(pressure, monotonic, emergency);
		this.#memory.update(Math.max(signals.heap ?? 0, signals.memory ?? 0));
		this.#reading = {
			...{ at, pressure, emergency, loopDelayP99Ms, signals },
			...(loopDelays && { loopDelays }),
			bottleneck: this.#pressure.bottleneck,
			label: this.label,
			injected: this.#injected !== null,
			memoryProtection: this.#memory.active,
			memoryCritical: this.#memory.critical,
		};
		return this.#reading;
	}
}
