import type { AttributeSummary, SensorSummary } from "./sensor-summary.ts";

/** How a viewer wants to be told of changes in the list of sensors: not at all, by whole summaries, or by what differs. */
export type DirectoryMode = false | "whole" | "changes";

/** Facts of an attribute that change while it sends. */
export type AttributeChange = Partial<Pick<AttributeSummary, "last_value" | "rate_hz" | "interval_ms">>;

/** What differs of one sensor since it was told last. */
export type SensorChange = Pick<SensorSummary, "sensor_id"> &
	Partial<Omit<SensorSummary, "sensor_id">> & {
		/** Of single attributes; `attributes` replaces the whole list where more has changed. */
		values?: Record<string, AttributeChange>;
	};

/** Payload of `directory`: all sensors at the join, afterwards what changed. */
export interface DirectoryUpdate {
	full?: true;
	sensors: SensorSummary[];
	removed: string[];
	/** Sensors that were told before and differ; only for viewers that asked for changes. */
	changes?: SensorChange[];
}

/** A rate or interval is told again when it differs by more than this share. */
const NOTICEABLE = 0.1;

/** A clock's offset is told again when it differs by so many milliseconds. */
const NOTICEABLE_CLOCK_MS = 5;

const FIXED = [
	"attribute_type",
	"display_name",
	"unit",
	"sampling_rate",
	"provenance",
	"derived_from",
] as const;

/** What differs in how closely a sensor is attended to and how fast it sends; undefined when nothing does. */
export function paceChange(before: SensorSummary, now: SensorSummary): SensorChange | undefined {
	const { attention_level, paused, sensor_id, window_ms } = now;
	const change: SensorChange = { sensor_id };
	if (before.attention_level !== attention_level) change.attention_level = attention_level;
	if (before.window_ms !== window_ms) change.window_ms = window_ms;
	if (before.paused !== paused) change.paused = paused === true;
	return Object.keys(change).length > 1 ? change : undefined;
}

/** What differs between two summaries of a sensor; undefined when nothing worth telling does. */
export function sensorChange(before: SensorSummary, now: SensorSummary): SensorChange | undefined {
	const change: Record<string, unknown> = { sensor_id: now.sensor_id };
	let differs = false;
	for (const key of Object.keys(now) as (keyof SensorSummary)[]) {
		if (key === "attributes" || before[key] === now[key]) continue;
		if (key === "clock_offset_ms" && isSameClock(before[key], now[key])) continue;
		change[key] = now[key];
		differs = true;
	}
	if (!sameAttributes(before.attributes, now.attributes)) {
		return { ...change, attributes: now.attributes } as SensorChange;
	}
	const values: Record<string, AttributeChange> = {};
	now.attributes.forEach((attribute, i) => {
		const own = attributeChange(before.attributes[i]!, attribute);
		if (own === undefined) return;
		values[attribute.attribute_id] = own;
		differs = true;
	});
	if (!differs) return undefined;
	return (Object.keys(values).length > 0 ? { ...change, values } : change) as SensorChange;
}

/** The summary after a change. */
export function applySensorChange(before: SensorSummary, change: SensorChange): SensorSummary {
	const { values, ...fields } = change;
	const after = { ...before, ...fields };
	if (values === undefined) return after;
	const attributes = after.attributes.map((attribute) => {
		const own = Object.hasOwn(values, attribute.attribute_id) ? values[attribute.attribute_id] : undefined;
		return own === undefined ? attribute : { ...attribute, ...own };
	});
	return { ...after, attributes };
}

function attributeChange(before: AttributeSummary, now: AttributeSummary): AttributeChange | undefined {
	const change: AttributeChange = {};
	if (before.last_value?.timestamp !== now.last_value?.timestamp) change.last_value = now.last_value;
	if (isNoticeable(before.rate_hz, now.rate_hz)) change.rate_hz = now.rate_hz;
	if (isNoticeable(before.interval_ms, now.interval_ms)) change.interval_ms = now.interval_ms;
	return Object.keys(change).length > 0 ? change : undefined;
}

/** An estimate of a clock wavers by some milliseconds with every packet that was held up. */
function isSameClock(before: number | null, now: number | null): boolean {
	return before !== null && now !== null && Math.abs(now - before) < NOTICEABLE_CLOCK_MS;
}

function isNoticeable(before: number, now: number): boolean {
	return Math.abs(now - before) > NOTICEABLE * Math.max(Math.abs(before), Math.abs(now));
}

/** Whether the lists hold the same attributes with the same fixed facts, in the same order. */
function sameAttributes(before: readonly AttributeSummary[], now: readonly AttributeSummary[]): boolean {
	return (
		before.length === now.length &&
		now.every((attribute, i) => {
			const other = before[i]!;
			return (
				attribute.attribute_id === other.attribute_id && FIXED.every((key) => attribute[key] === other[key])
			);
		})
	);
}
