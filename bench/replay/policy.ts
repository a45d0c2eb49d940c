import type { AttentionLevel, BackpressureConfig } from "@sensocto/protocol";

/** One look at the server. */
export interface Measurement {
	/** End of the interval it was taken over, in ms. */
	readonly at: number;
	/** Share of the server in use, 0..1. */
	readonly utilisation: number;
	/** Messages that wait. */
	readonly queued: number;
	/** Time a message waits, in ms. */
	readonly sojournMs: number;
}

/** Decides how often devices send. */
export interface Policy {
	readonly name: string;
	/**
	 * Whether devices are told with discipline what matters to them; otherwise every device is told every change at
	 * once.
	 */
	readonly disciplined: boolean;
	/** A measurement has arrived at time `now` in ms. @param counts sensors per level at the moment. */
	measured(measurement: Measurement, now: number, counts: Readonly<Record<AttentionLevel, number>>): void;
	/** What devices of a level are told at the moment. */
	config(level: AttentionLevel): BackpressureConfig;
}
