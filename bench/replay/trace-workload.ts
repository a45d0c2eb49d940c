import type { AttentionLevel } from "@sensocto/protocol";
import { SeededRng } from "../../packages/testkit/src/seeded-rng.ts";
import type { Workload } from "./plant.ts";
import type { Trace } from "./trace.ts";

/** How a trace is turned into a workload. */
export interface TraceOptions {
	/** Messages per second that keep the server fully busy. */
	readonly capacity: number;
	/** How often each sensor of the trace is there: what a few did stands for many. */
	readonly copies: number;
	/** Factor of the recorded pressure. */
	readonly background: number;
	readonly seed: number;
}

/** Size of a message and lag of a measurement, as in the benchmark. */
const MESSAGE_BYTES = 200;
const LAG_MS = 2_000;
const NOISE_SD = 0.03;

/**
 * A recorded trace as a workload.
 *
 * The recorded pressure is taken for what else keeps the server busy, and the sensors' messages come on top of it:
 * the trace says what people and other work did, not what the policy of its time made of it. Sensors begin at level
 * none.
 */
export function traceWorkload(trace: Trace, { background, capacity, copies, seed }: TraceOptions): Workload {
	const rng = new SeededRng(seed);
	const { interests, loads } = trace;
	let [nextLoad, nextInterest, pressure] = [0, 0, loads[0]!.pressure];
	let placed = false;
	return {
		durationMs: trace.durationMs,
		capacity,
		messageBytes: MESSAGE_BYTES,
		lagMs: LAG_MS,
		noiseSd: NOISE_SD,
		noise: () => rng.normal(),
		random: () => rng.next(),
		background: (t) => {
			while (nextLoad < loads.length && loads[nextLoad]!.t <= t) pressure = loads[nextLoad++]!.pressure;
			return pressure * background;
		},
		changes: (t) => {
			const changes: { sensor: number; level: AttentionLevel }[] = [];
			if (!placed) {
				placed = true;
				for (let sensor = 0; sensor < trace.sensors * copies; sensor++)
					changes.push({ sensor, level: "none" });
			}
			for (; nextInterest < interests.length && interests[nextInterest]!.t <= t; nextInterest++) {
				const { level, sensor } = interests[nextInterest]!;
				for (let copy = 0; copy < copies; copy++) changes.push({ sensor: sensor * copies + copy, level });
			}
			return changes;
		},
	};
}
