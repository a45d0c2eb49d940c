import {
	type AttentionLevel,
	type BackpressureConfig,
	backpressureConfig,
	type SystemLoad,
} from "@sensocto/protocol";
import type { Measurement, Policy } from "./policy.ts";

/** Weights of the mean. */
const WEIGHTS = { processor: 0.3, bus: 0.2, queues: 0.3, memory: 0.2 } as const;

/** Pressure of queues by the messages in the longest: more than … means …. */
const QUEUE_STEPS = [
	[200, 1],
	[100, 0.9],
	[50, 0.8],
	[20, 0.6],
] as const;

/** Where each label begins and, without hysteresis, ends. */
const LABELS = [
	[0.85, "critical"],
	[0.7, "high"],
	[0.5, "elevated"],
] as const;

/** Share of memory in use, which has nothing to do with the sensors here. */
const MEMORY = 0.3;

/** Time between two decisions, and over which utilisation is averaged, in ms. */
const DECISION_MS = 2_000;
const AVERAGE_MS = 5_000;

/** The label for a weighted mean of signals. */
export function meanLabel(pressure: number): SystemLoad {
	return LABELS.find(([from]) => pressure >= from)?.[1] ?? "normal";
}

/** The weighted mean of the signals, 0..1. */
export function meanPressure(utilisation: number, queued: number): number {
	const queues = QUEUE_STEPS.find(([more]) => queued > more)?.[1] ?? queued / 50;
	return WEIGHTS.processor * utilisation + WEIGHTS.queues * queues + WEIGHTS.memory * MEMORY;
}

/**
 * The plain way: a label from a weighted mean of all signals, and a multiplier for each label.
 *
 * Utilisation is a mean over 5 s; every 2 s the mean decides upon the label, without hysteresis, and each change is
 * told to every device.
 */
export class StepMultipliers implements Policy {
	readonly name = "step multipliers";
	readonly disciplined = false;
	readonly #recent: Measurement[] = [];
	#label: SystemLoad = "normal";
	#decidedAt = Number.NEGATIVE_INFINITY;

	measured(measurement: Measurement, now: number): void {
		this.#recent.push(measurement);
		while (this.#recent[0]!.at <= measurement.at - AVERAGE_MS) this.#recent.shift();
		if (now - this.#decidedAt < DECISION_MS) return;
		this.#decidedAt = now;
		const mean = this.#recent.reduce((sum, { utilisation }) => sum + utilisation, 0) / this.#recent.length;
		this.#label = meanLabel(meanPressure(mean, measurement.queued));
	}

	config(level: AttentionLevel): BackpressureConfig {
		return backpressureConfig({ level, load: this.#label, memoryProtection: false, timestamp: 0 });
	}
}
