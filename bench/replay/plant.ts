import type { AttentionLevel } from "@sensocto/protocol";
import { DeviceFleet } from "./device-fleet.ts";
import { Freshness } from "./freshness.ts";
import type { Measurement, Policy } from "./policy.ts";

/** Time step of the simulation in ms: improvements reach devices within one. */
const STEP_MS = 100;

/** Time over which one measurement is taken, in ms. */
const MEASURE_MS = 500;

/** What surrounds a policy: who looks at what, and what else keeps the server busy. */
export interface Workload {
	readonly durationMs: number;
	/** Messages per second that keep the server fully busy. */
	readonly capacity: number;
	/** Bytes of one message. */
	readonly messageBytes: number;
	/** Time until a measurement reaches the policy, in ms. */
	readonly lagMs: number;
	/**
	 * Share of the server that anything but these sensors takes at time `t` in ms; above 1 it is more than there is.
	 */
	background(t: number): number;
	/** Levels of sensors that change at or before `t`, in order of time; each is returned once. */
	changes(t: number): readonly { sensor: number; level: AttentionLevel }[];
	/** Normally distributed, standard deviation 1. */
	noise(): number;
	/** Standard deviation of the load from one measurement to the next. */
	readonly noiseSd: number;
	/** Uniform in 0..1, for the spread of pushes. */
	random(): number;
}

/** What a run came to. */
export interface Outcome {
	/** Share of the time in which more was offered than the server can do. */
	readonly overloaded: number;
	/** Configurations sent to devices. */
	readonly pushes: number;
	/** Mean age of shown values, by weight of the attention, in ms. */
	readonly ageMs: number;
	readonly ageByLevelMs: Readonly<Record<AttentionLevel, number>>;
	/** Weighted freshness, 0..1. */
	readonly freshness: number;
	/** Longest wait of a message in the queue, in s. */
	readonly longestQueueS: number;
	readonly bytes: number;
}

/**
 * Runs a policy in a closed loop: devices send at the windows they were told, the server works off what is offered,
 * and the policy sees its utilisation and queue some time later.
 *
 * The server is a fluid queue: offered = rate / capacity + background + noise; what exceeds 1 waits. A value that is
 * sent every `window` is on average half a window old, plus its wait in the queue.
 */
export function simulate(policy: Policy, workload: Workload): Outcome {
	const { capacity, durationMs, lagMs } = workload;
	const fleet = new DeviceFleet(policy, STEP_MS, workload.random);
	const freshness = new Freshness();
	const pending: Measurement[] = [];
	let [queue, noise, used, longest, overloaded, messages, steps] = [0, 0, 0, 0, 0, 0, 0];
	for (let t = 0; t < durationMs; t += STEP_MS, steps++) {
		for (const { level, sensor } of workload.changes(t)) fleet.setLevel(sensor, level);
		if (t % MEASURE_MS === 0) noise = workload.noiseSd * workload.noise();
		while (pending.length > 0 && pending[0]!.at + lagMs <= t)
			policy.measured(pending.shift()!, t, fleet.counts);
		fleet.step(t);
		const offered = fleet.rateHz / capacity + workload.background(t) + noise;
		if (offered > 1) overloaded++;
		queue = Math.max(0, queue + ((offered - 1) * capacity * STEP_MS) / 1_000);
		longest = Math.max(longest, queue / capacity);
		used += Math.min(1, Math.max(0, offered)) * (STEP_MS / MEASURE_MS);
		messages += (fleet.rateHz * STEP_MS) / 1_000;
		freshness.add(fleet, t, (1_000 * queue) / capacity);
		if ((t + STEP_MS) % MEASURE_MS > 0) continue;
		pending.push({
			at: t + STEP_MS,
			utilisation: used,
			queued: queue,
			sojournMs: (1_000 * queue) / capacity,
		});
		used = 0;
	}
	return {
		overloaded: overloaded / steps,
		pushes: fleet.pushes,
		ageMs: freshness.ageMs,
		ageByLevelMs: freshness.ageByLevelMs,
		freshness: freshness.freshness,
		longestQueueS: longest,
		bytes: messages * workload.messageBytes,
	};
}
