import type { AttentionLevel } from "@sensocto/protocol";

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

/** What a device is told. */
export interface DeviceWindow {
	readonly windowMs: number;
	readonly paused: boolean;
}

/** Decides how often devices send. */
export interface Policy {
	readonly name: string;
	/**
	 * Whether a device is told only what matters: a longer window at most every 2 s, jittered, and only a change by more than a quarter. Without it
	 * every device is told everything at once.
	 */
	readonly disciplined: boolean;
	/** A measurement has arrived at time `now` in ms. @param counts sensors per level at the moment. */
	measured(measurement: Measurement, now: number, counts: Readonly<Record<AttentionLevel, number>>): void;
	/** The window for devices of a level at the moment. */
	window(level: AttentionLevel): DeviceWindow;
	/** Counts up with each change that an undisciplined policy tells to all devices. */
	readonly version: number;
}
