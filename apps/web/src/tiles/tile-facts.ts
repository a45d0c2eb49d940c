import type { AttributeSummary, AttributeType, SensorSummary } from "@sensocto/protocol";
import { expectedMs, type Freshness, type HonestState, honestState } from "../stores/honest-state.ts";
import type { StreamBuffer } from "../stores/stream-buffer.ts";
import { duration } from "../text/duration.ts";
import { isReduced, rateText } from "./rate-text.ts";
import { unknownReason } from "./unknown-reason.ts";
import { numberText, sampleText, shownFields, structuredText, type ValueText } from "./value-text.ts";

/** What a tile is about and where its data is. */
export interface TileSubject {
	sensor: SensorSummary;
	attribute: AttributeSummary;
	type: AttributeType;
	/** Absent while the tile is out of sight. */
	buffer: StreamBuffer | undefined;
	/** Whether this page has its connection to the server; it has when absent. */
	connected?: boolean;
	/** Shortest time between two frames that this page is sent, milliseconds. */
	deliveryMs?: number;
	/** Longest window with which the newest samples may have been gathered, milliseconds; the present one when absent. */
	gatheredMs?: number;
}

/** What a tile says in words and numbers at one instant. */
export interface TileFacts {
	state: HonestState;
	value: ValueText;
	/** The end of the tile's foot: rate and age, or how old the last value is. */
	note: string;
	/** Whether clearly fewer samples arrive than the device declares. */
	reduced: boolean;
	ageMs: number | undefined;
}

/** Time between samples after which a line may not go on, milliseconds. */
export function lineIntervalMs(subject: Pick<TileSubject, "sensor" | "attribute" | "type">): number {
	const interval =
		subject.attribute.interval_ms > 0 ? subject.attribute.interval_ms : subject.type.intervalMs;
	// Only the newest value of a sending window comes of these; the window is their interval then.
	return subject.type.delivery === "every" ? interval : Math.max(interval, subject.sensor.window_ms);
}

/** Facts of a tile at an instant of server time. */
export function tileFacts(subject: TileSubject, at: number, live: boolean): TileFacts {
	const { sensor, attribute, type, buffer } = subject;
	const offset = sensor.clock_offset_ms ?? 0;
	// A held instant shows what was then; live, the newest value counts even if its clock runs ahead.
	const until = live ? Number.POSITIVE_INFINITY : at - offset;
	const time = sampleTime(subject, until);
	const ageMs = time === undefined ? undefined : Math.max(0, at - offset - time);
	const freshness = {
		online: subject.connected !== false && sensor.status === "online",
		ageMs,
		intervalMs: Math.max(
			attribute.interval_ms > 0 ? attribute.interval_ms : type.intervalMs,
			buffer?.columnMs ?? 0,
		),
		windowMs: Math.max(subject.gatheredMs ?? sensor.window_ms, subject.deliveryMs ?? 0),
	};
	const present = valueText(subject, until);
	const age = honestState(freshness);
	// A computed value that its signal does not allow at present comes on time, and without a value.
	const lacking =
		present.text === "—" && (age === "live" || age === "late") ? unknownReason(attribute) : undefined;
	const state = lacking === undefined ? age : "unknown";
	const current = !live || state === "live" || state === "late";
	// Columns say nothing of the rate; the directory does.
	const rateHz = buffer?.rateHz || attribute.rate_hz;
	return {
		state,
		value: current ? present : { text: "—", unit: present.unit },
		note: lacking ?? note(state, freshness, present, type.delivery === "event" ? 0 : rateHz, attribute),
		reduced: type.delivery !== "event" && isReduced(rateHz, attribute.sampling_rate),
		ageMs,
	};
}

/** What a plot shows, for those who cannot see it. */
export function plotSummary(subject: TileSubject, facts: TileFacts, label: string, windowMs: number): string {
	const { buffer, type } = subject;
	const start = `${label} of ${subject.sensor.sensor_name}, last ${duration(windowMs)}`;
	const field = shownFields(type)[0];
	if (buffer === undefined || field === undefined || buffer.length === 0) return `${start}: no values yet.`;
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	for (let i = buffer.ring.indexAfter(buffer.lastTime - windowMs); i < buffer.ring.length; i++) {
		const value = buffer.ring.value(i, field);
		if (value < low) low = value;
		if (value > high) high = value;
	}
	const { text, unit } = facts.value;
	const span =
		low <= high ? ` Between ${numberText(low, type.digits)} and ${numberText(high, type.digits)}.` : "";
	return `${start}: ${text} ${unit}, ${facts.state}.${span}`;
}

function sampleTime({ buffer, attribute }: TileSubject, deviceTime: number): number | undefined {
	const time = buffer?.timeAt(deviceTime) ?? Number.NaN;
	return Number.isNaN(time) ? attribute.last_value?.timestamp : time;
}

function valueText({ buffer, attribute, type }: TileSubject, deviceTime: number): ValueText {
	if (type.shape === "structured") {
		const entry = buffer?.structured.findLast((candidate) => candidate.t <= deviceTime);
		return { text: structuredText(entry?.value ?? attribute.last_value?.payload), unit: "" };
	}
	if (buffer !== undefined && buffer.length > 0) {
		return sampleText(type, (index) => buffer.valueAt(deviceTime, index), attribute.unit);
	}
	const payload = attribute.last_value?.payload;
	return sampleText(type, (index) => payloadNumber(type, payload, index), attribute.unit);
}

function payloadNumber(type: AttributeType, payload: unknown, index: number): number {
	if (typeof payload === "number") return index === 0 ? payload : Number.NaN;
	if (payload === null || typeof payload !== "object") return Number.NaN;
	let value: unknown = payload;
	for (const part of type.fields[index]?.name.split(".") ?? []) {
		value =
			value === null || typeof value !== "object" ? undefined : (value as Record<string, unknown>)[part];
	}
	return typeof value === "number" ? value : Number.NaN;
}

function note(
	state: HonestState,
	{ ageMs, intervalMs, windowMs }: Freshness,
	value: ValueText,
	rateHz: number,
	attribute: AttributeSummary,
): string {
	if (ageMs === undefined) return state === "unavailable" ? "not connected" : "no value yet";
	// A value without words of its own, as a pose, cannot be told in a line.
	const was = value.text === "—" || /^[{[]/.test(value.text) ? "" : `, was ${value.text}`;
	if (state === "stale" || state === "unavailable") return `${duration(ageMs)} old${was}`;
	if (state === "late") return `late: ${trim(ageMs / expectedMs({ intervalMs, windowMs }))}× interval`;
	const rate = isReduced(rateHz, attribute.sampling_rate)
		? `${rateText(rateHz)} of ${rateText(attribute.sampling_rate)}`
		: rateText(rateHz);
	return rate === "" ? duration(ageMs) : `${rate} · ${duration(ageMs)}`;
}

function trim(ratio: number): string {
	return ratio >= 100 ? String(Math.round(ratio)) : ratio.toFixed(1);
}
