import { isRecord } from "./json.ts";

/** How closely somebody looks at a sensor or attribute. */
export type AttentionLevel = "high" | "medium" | "low" | "none";

/** How busy the server is, as a word. */
export type SystemLoad = "normal" | "elevated" | "high" | "critical";

/** Attention levels from least to most. */
export const ATTENTION_LEVELS: readonly AttentionLevel[] = ["none", "low", "medium", "high"];

/** Load labels from least to most. */
export const SYSTEM_LOADS: readonly SystemLoad[] = ["normal", "elevated", "high", "critical"];

/** What the server recommends to a device: windows in milliseconds, sizes in measurements. */
export interface BackpressureConfig {
	attention_level: AttentionLevel;
	/** Left out for clients that expect a number here. */
	system_load?: SystemLoad;
	memory_protection_active: boolean;
	/** Whether the device should stop sending; it keeps sampling. */
	paused: boolean;
	/** Longest time a device collects before it sends; contains the multiplier already. */
	recommended_batch_window: number;
	recommended_batch_size: number;
	load_multiplier: number;
	/** Server clock, milliseconds since 1970. */
	timestamp: number;
	/** Counts up with each recommendation for the sensor since its process started. */
	epoch?: number;
	/** How long the recommendation holds; then a device goes on as if nobody looked. */
	ttl_ms?: number;
	/** For a person: what the window follows from. */
	reason?: string[];
	/** Attributes of which something else holds than the window says. */
	attributes?: Record<string, AttributePacing>;
}

/** What a device may do with the samples of one attribute. */
export interface AttributePacing {
	/** Longest time a sample may wait on the device; 0 for events. */
	max_age_ms: number;
	/** `all`; only the `latest` of each window; or the least and greatest value per 1/Hz, e.g. `minmax@10`. */
	keep: Keep;
}

/** Which samples a device sends, see {@link AttributePacing}. */
export type Keep = "all" | "latest" | `minmax@${number}`;

/** Shape of a {@link Keep}. */
export const KEEP = /^(all|latest|minmax@\d{1,4}(\.\d{1,3})?)$/;

/** Base window and size per attention level, factor per load label, factor of memory protection. */
export const BACKPRESSURE = {
	levels: {
		high: { windowMs: 100, size: 1 },
		medium: { windowMs: 500, size: 5 },
		low: { windowMs: 2000, size: 10 },
		none: { windowMs: 5000, size: 20 },
	},
	loads: { normal: 1, elevated: 1.5, high: 3, critical: 5 },
	memoryProtection: 5,
} as const;

/** What a recommendation follows from. */
export interface BackpressureInput {
	level: AttentionLevel;
	load: SystemLoad;
	memoryProtection: boolean;
	/** Window that the present budget allows, in ms; the table's window is the longest there is. */
	offeredMs?: number;
	/** Whether the budget leaves nothing for it; only devices of level low or none pause. */
	unaffordable?: boolean;
	/** Server clock, milliseconds since 1970. */
	timestamp: number;
}

/**
 * Computes the recommendation for a device from attention and load.
 *
 * Window = trunc(base × load factor × 5 under memory protection), or less where the budget offers it; the size depends
 * on the level alone. Devices of level low or none pause while the load is critical, memory protection is active or
 * the budget is spent on others.
 */
export function backpressureConfig(input: BackpressureInput): BackpressureConfig {
	const { windowMs, size } = BACKPRESSURE.levels[input.level];
	const multiplier =
		BACKPRESSURE.loads[input.load] * (input.memoryProtection ? BACKPRESSURE.memoryProtection : 1);
	const longest = windowMs * multiplier;
	return {
		attention_level: input.level,
		system_load: input.load,
		memory_protection_active: input.memoryProtection,
		paused:
			(input.level === "low" || input.level === "none") &&
			(input.load === "critical" || input.memoryProtection || input.unaffordable === true),
		recommended_batch_window: Math.trunc(Math.min(longest, input.offeredMs ?? longest)),
		recommended_batch_size: size,
		load_multiplier: multiplier,
		timestamp: Math.trunc(input.timestamp),
	};
}

/** What a device follows until its first recommendation: nobody looks, the server is calm. */
export const INITIAL_BACKPRESSURE: Readonly<BackpressureConfig> = backpressureConfig({
	level: "none",
	load: "normal",
	memoryProtection: false,
	timestamp: 0,
});

/** Reads a recommendation a client received; undefined when a field is missing or has a wrong type. */
export function readBackpressureConfig(value: unknown): BackpressureConfig | undefined {
	if (!isRecord(value)) return undefined;
	const ok =
		ATTENTION_LEVELS.includes(value.attention_level as AttentionLevel) &&
		(value.system_load === undefined || SYSTEM_LOADS.includes(value.system_load as SystemLoad)) &&
		typeof value.memory_protection_active === "boolean" &&
		typeof value.paused === "boolean" &&
		isCount(value.recommended_batch_window) &&
		isCount(value.recommended_batch_size) &&
		typeof value.load_multiplier === "number" &&
		Number.isFinite(value.load_multiplier) &&
		isCount(value.timestamp) &&
		(value.epoch === undefined || isCount(value.epoch)) &&
		(value.ttl_ms === undefined || isCount(value.ttl_ms)) &&
		(value.reason === undefined || isTexts(value.reason)) &&
		(value.attributes === undefined || isPacing(value.attributes));
	return ok ? (value as unknown as BackpressureConfig) : undefined;
}

function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isPacing(value: unknown): value is Record<string, AttributePacing> {
	return (
		isRecord(value) &&
		Object.values(value).every(
			(pacing) =>
				isRecord(pacing) &&
				isCount(pacing.max_age_ms) &&
				typeof pacing.keep === "string" &&
				KEEP.test(pacing.keep),
		)
	);
}
