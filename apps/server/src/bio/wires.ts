import type { AttentionLevel, SystemLoad } from "@sensocto/protocol";
import { Wire } from "./wire.ts";

/** What the load monitor looks at; the one nearest its limit is the bottleneck. */
export type LoadSignal =
	| "event loop"
	| "event-loop delay"
	| "ingress"
	| "heap"
	| "memory"
	| "garbage collection"
	| "sockets"
	| "pub/sub"
	| "database";

/** How busy the node is, twice a second. */
export interface LoadReading {
	/** Server time in ms. */
	readonly at: number;
	/** Smoothed maximum of all signals, 0..1. */
	readonly pressure: number;
	/** The signal that is nearest its limit. */
	readonly bottleneck: LoadSignal;
	readonly label: SystemLoad;
	/** Whether somebody set the label by hand; then `label` says nothing about `pressure`. */
	readonly injected: boolean;
	readonly memoryProtection: boolean;
	/** Memory is so short that background work has to stop (.92 of the limit). */
	readonly memoryCritical: boolean;
	/** Frames wait longer than 200 ms before they are read. */
	readonly emergency: boolean;
	/** 99th percentile of the event loop's delay since the last reading, in ms. */
	readonly loopDelayP99Ms: number;
	/** How late the event loop was each time it was asked since the last reading; left out where nobody asked. */
	readonly loopDelays?: readonly LoopDelay[];
	/** Each signal as measured now, 0..1; those that do not apply to this node are left out. */
	readonly signals: Readonly<Partial<Record<LoadSignal, number>>>;
}

/** How late the event loop came to something. */
export interface LoopDelay {
	/** In ms. */
	readonly ms: number;
	/** The same without the time that the process was ready and others had the processor cores, in ms. */
	readonly ownMs: number;
}

/** The attention of one sensor has changed. */
export interface InterestChange {
	readonly at: number;
	readonly sensorId: string;
	readonly level: AttentionLevel;
	readonly before: AttentionLevel;
	/** Sum of what viewers do, see {@link INTEREST_WEIGHTS}; 0 when nobody attends. */
	readonly weight: number;
	/** Number of viewers that attend. */
	readonly viewers: number;
	/** A viewer focused on the sensor just now; 0 or the serial number of that viewer's connection. */
	readonly focusedBy: number;
}

/** Weight of a stream by the strongest thing a viewer does with it, before the number of viewers counts. */
export const INTEREST_WEIGHTS = {
	focus: 100,
	pin: 100,
	hover: 60,
	novelty: 60,
	view: 10,
	/** Times the expected interest, 0..1. */
	predicted: 10,
	background: 1,
	none: 0.1,
} as const;

/** Something unusual in a stream. */
export interface NoveltyAlarm {
	readonly at: number;
	readonly sensorId: string;
	readonly attributeId: string;
	readonly kind: "spike" | "shift" | "flat line" | "gap" | "implausible";
	/** How far from the usual, in robust standard deviations; 0 for flat lines, gaps and implausible values. */
	readonly score: number;
	readonly value: number;
	/** How long the sensor deserves attention for it, in ms; 0 for what is wrong and no news. */
	readonly holdMs: number;
	/** For a person: what was usual and what came. */
	readonly reason: string;
}

/** Expected interest, ten minutes from now, in one sensor that nobody views. */
export interface InterestForecast {
	readonly at: number;
	readonly sensorId: string;
	/** Expected share of the time with a viewer, 0..1; 0 ends an earlier forecast. */
	readonly expected: number;
}

/** Where the day stands, for work that can wait. */
export interface DayForecast {
	readonly at: number;
	readonly phase: "peak" | "approaching peak" | "off-peak" | "approaching off-peak";
	/** Forecast share of the budget that stays free, 0..1. */
	readonly headroom: number;
	/** Whether deferrable work may run now. */
	readonly quiet: boolean;
	/** Added to the set-point of the budget, 0 or −.05. */
	readonly setPointShift: number;
	/** When demand is expected to rise next, in ms, if that is within half an hour. */
	readonly risesAt?: number;
}

/** How well viewers were served in the last minute. */
export interface OutcomeMinute {
	readonly at: number;
	/** 99th percentile of the event loop's delay, in ms. */
	readonly loopDelayP99Ms: number;
	/** The same without the time that the process waited for a processor core, in ms. */
	readonly ownLoopDelayP99Ms: number;
	/** 95th percentile of the age of values of high attention when they were sent, in ms; 0 without any. */
	readonly ageHighP95Ms: number;
	/** Something ran slower than it could because of the budget. */
	readonly limited: boolean;
	/** 95th percentile of the time from sending a frame to its acknowledgement, in ms; 0 without any. For people only. */
	readonly ackDelayP95Ms?: number;
}

/** The set-point of the pressure that the budget aims at. */
export interface SetPoint {
	readonly at: number;
	/** .55 to .85. */
	readonly pressure: number;
}

/** How much work per second the node may do. */
export interface Budget {
	readonly at: number;
	/** Cost units per second. */
	readonly unitsPerSecond: number;
	/** Estimated cost units per second at which pressure reaches 1. */
	readonly capacity: number;
}

/**
 * How the budget is shared: every stream's rate follows from its weight and cost and this one figure.
 *
 * rate = clamp(lambda · √(weight / cost), the level's bounds); without contention lambda is infinite.
 */
export interface Allocation {
	readonly at: number;
	/** Counts up with each allocation that differs from the one before. */
	readonly epoch: number;
	readonly lambda: number;
	/** Streams whose weight / cost is below this are paused; 0 pauses none. */
	readonly pauseBelow: number;
	readonly contended: boolean;
	/** Cost units per second demanded at full rate, granted, and allowed. */
	readonly demanded: number;
	readonly granted: number;
	readonly budget: number;
	/** Why it is contended, for a person; empty when it is not. */
	readonly reason: string;
	/** The figure instead of `lambda` for streams that owe their weight to such a lease alone, where it is smaller. */
	readonly pools?: PoolLambdas;
	/** The same shares for the uplink, where that is limited: cost is bytes there, and the slower rate counts. */
	readonly uplink?: { readonly lambda: number; readonly pauseBelow: number; readonly pools?: PoolLambdas };
}

/** Leases that nobody asked for get a limited part of the budget, each kind by itself. */
export interface PoolLambdas {
	readonly novelty: number;
	readonly predicted: number;
}

/** A viewer painted a frame. */
export interface ViewerAck {
	readonly at: number;
	/** Serial number of the viewer's connection. */
	readonly viewer: number;
	readonly paintLagMs: number;
	/** Time from sending the frame to its acknowledgement, in ms. */
	readonly ackDelayMs: number;
}

/** How much a group moves together. */
export interface SynchronyReading {
	readonly at: number;
	readonly kind: "respiration" | "heart rate";
	readonly members: number;
	/** Debiased group index, or null while it is unknown. */
	readonly index: number | null;
	readonly pValue: number | null;
}

/** Every signal between the parts of the adaptive layer; see the table in ARCHITECTURE.md. */
export class Wires {
	readonly load = new Wire<LoadReading>("load");
	readonly interest = new Wire<InterestChange>("interest");
	readonly novelty = new Wire<NoveltyAlarm>("novelty");
	readonly forecast = new Wire<InterestForecast>("forecast");
	readonly day = new Wire<DayForecast>("day");
	readonly outcome = new Wire<OutcomeMinute>("outcome");
	readonly setPoint = new Wire<SetPoint>("set-point");
	readonly budget = new Wire<Budget>("budget");
	readonly allocation = new Wire<Allocation>("allocation");
	readonly acks = new Wire<ViewerAck>("acks");
	readonly synchrony = new Wire<SynchronyReading>("synchrony");

	/** All of them. */
	all(): Wire<unknown>[] {
		return Object.values(this) as Wire<unknown>[];
	}
}
