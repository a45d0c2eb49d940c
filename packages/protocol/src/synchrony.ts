import { isEntityId } from "./ids.ts";
import { isRecord } from "./json.ts";

/** What can be compared between people: their breathing, or the rate of their hearts from beat to beat. */
export type SynchronyKind = "respiration" | "heart rate";

/** The kinds a viewer may ask for. */
export const SYNCHRONY_KINDS: readonly SynchronyKind[] = ["respiration", "heart rate"];

/** Bounds of what is compared and told. */
export const SYNCHRONY_LIMITS = {
	/** Most members of a group; further sensors are left out. */
	members: 50,
	/** Pairs are told for groups up to this size ... */
	pairedMembers: 20,
	/** ... and at most so many, those that keep step best. */
	pairs: 10,
	/** Most sensors a viewer may name. */
	sensors: 256,
	/** Distinct groups compared at a time for all viewers together. */
	groups: 64,
} as const;

/** Payload of `synchrony`: what a viewer watches from now on; no kinds end it. */
export interface SynchronyWatch {
	kinds: SynchronyKind[];
	/** The group, by sensor id; all sensors that are online when absent. */
	sensors?: string[];
}

/**
 * Why a member is left out of the group at the moment.
 *
 * `too short`: less than 30 s of signal are known; `gap`: samples are missing within them; `not rhythmic`: less than half
 * of the signal's power lies in the band of breathing; `silent`: nothing has come for a while.
 */
export type SynchronyRefusal = "too short" | "gap" | "not rhythmic" | "silent";

/** One person of a group. */
export interface SynchronyMember {
	sensor_id: string;
	attribute_id: string;
	/** Phase in radians, 0 to 2π, at the update's instant; 0 is the crest of the signal. Null while unknown. */
	phase: number | null;
	/** Cycles a second; null while unknown. */
	rate_hz: number | null;
	/** Share of the signal's power in the band of breathing, 0 to 1. */
	quality: number;
	/** Whether it counts in the group. */
	accepted: boolean;
	reason?: SynchronyRefusal;
	/** Heart rate variability over the last 5 minutes, for the kind `heart rate` while it is known; ms². */
	spectrum?: { low_ms2: number; high_ms2: number };
}

/** Two members of a group. */
export interface SynchronyPair {
	a: string;
	b: string;
	/** Phase locking value over the window, 0 to 1; strangers have about .3 on average. */
	plv: number;
	/** How much later b is, in ms; null when the two agree at no lag. */
	lag_ms: number | null;
	/** Sensor id of the one that is ahead; null when that cannot be told. */
	leader: string | null;
}

/** `too few`: fewer than two members count. */
export type SynchronyVerdict = "in sync" | "not distinguishable from chance" | "too few";

/** Payload pushed as `synchrony`, twice a second for each kind watched. */
export interface SynchronyUpdate {
	kind: SynchronyKind;
	/** Instant of the phases, server time in ms: a few seconds ago. */
	at: number;
	/** Stretch the index and the pairs speak about, in seconds. */
	window_s: number;
	members: SynchronyMember[];
	/** Debiased phase consistency, 1 in step, 0 as strangers on average; null while unknown. */
	index: number | null;
	/** Share of time-shifted surrogates that keep step as closely; null while unknown. */
	p_value: number | null;
	/** Seconds until a p-value is known, as far as can be foreseen; 0 once it is. */
	ready_in_s: number;
	verdict: SynchronyVerdict;
	/**
	 * Set when the index is high and yet not distinguishable from chance, because everybody's rhythm is so even that
	 * strangers with it would keep step as closely.
	 */
	too_even?: true;
	/** Plain Kuramoto order parameter R, 0 to 1: high for few strangers, so never a verdict. */
	raw_r: number | null;
	pairs: SynchronyPair[];
}

/** Reads a `synchrony` request; sensors named twice count once. */
export function readSynchronyWatch(payload: unknown): SynchronyWatch | { reason: "invalid_payload" } {
	if (!isRecord(payload) || !Array.isArray(payload.kinds)) return { reason: "invalid_payload" };
	const asked = new Set<unknown>(payload.kinds);
	const kinds = SYNCHRONY_KINDS.filter((kind) => asked.has(kind));
	if (kinds.length !== asked.size) return { reason: "invalid_payload" };
	const sensors = payload.sensors ?? undefined;
	if (sensors === undefined) return { kinds };
	if (!Array.isArray(sensors) || sensors.length > SYNCHRONY_LIMITS.sensors)
		return { reason: "invalid_payload" };
	return sensors.every(isEntityId)
		? { kinds, sensors: [...new Set(sensors)] }
		: { reason: "invalid_payload" };
}
