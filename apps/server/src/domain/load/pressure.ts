import type { LoadSignal } from "../../bio/wires.ts";

/** Time constants of the smoothing in ms: load is believed quickly and forgotten slowly. */
const RISE_MS = 800;
const FALL_MS = 3_000;

/** So far below the smoothed pressure the strongest signal has nothing to do with it any more. */
const NEAR = 0.02;

/** Signals of the load as measured now, 0..1; those that do not apply to this node are left out. */
export type LoadSignals = Readonly<Partial<Record<LoadSignal, number>>>;

/**
 * The one figure for how busy the node is: the strongest of all signals, smoothed.
 *
 * The maximum, because a node is as busy as its bottleneck: a mean calls one at 100 % CPU half idle.
 *
 * Smoothing is first order: p ← p + (x − p)(1 − exp(−dt/τ)), with τ = 0.8 s rising and 3 s falling.
 */
export class Pressure {
	#value = 0;
	#bottleneck: LoadSignal = "event loop";

	/** Smoothed, 0..1. */
	get value(): number {
		return this.#value;
	}

	/** The signal that made the pressure what it is; while pressure falls that is the one that had raised it. */
	get bottleneck(): LoadSignal {
		return this.#bottleneck;
	}

	/** Takes new signals. @param elapsedMs time since the last ones. */
	update(signals: LoadSignals, elapsedMs: number): number {
		let strongest = this.#bottleneck;
		let raw = 0;
		for (const [signal, value] of Object.entries(signals) as [LoadSignal, number][]) {
			if (value > raw) {
				raw = value;
				strongest = signal;
			}
		}
		const tau = raw > this.#value ? RISE_MS : FALL_MS;
		this.#value += (Math.min(1, raw) - this.#value) * (1 - Math.exp(-Math.max(0, elapsedMs) / tau));
		if (raw >= this.#value - NEAR) this.#bottleneck = strongest;
		return this.#value;
	}
}
