import type { NoveltyStream } from "./novelty-stream.ts";

/** What was usual when a value came. */
export interface Usual {
	readonly centre: number;
	readonly spread: number;
}

/** Standard deviations to either side that people are told as the usual range. */
const USUAL_DEVIATIONS = 2;

/** Between a number and its unit. */
const NO_BREAK = "\u00a0";

/** Digits that may be added to make a difference visible. */
const MORE_DIGITS = 3;

/** "heart rate 142 bpm, usually 58–66" */
export function spikeWords(stream: NoveltyStream, value: number, usual: Usual): string {
	const digits = tellingDigits(stream, value, usual);
	return `${stream.label} ${quantity(stream, value, digits)}, usually ${usualRange(stream, usual, digits)}`;
}

/** "heart rate up to 95 bpm and staying there, usually about 62" */
export function shiftWords(stream: NoveltyStream, value: number, usual: Usual): string {
	const digits = tellingDigits(stream, value, { ...usual, spread: 0 });
	const direction = value >= usual.centre ? "up" : "down";
	const now = quantity(stream, value, digits);
	return `${stream.label} ${direction} to ${now} and staying there, usually about ${fixed(usual.centre, digits)}`;
}

/** "temperature unchanged at 21.5 °C for 3 min, usually for 4 s" */
export function flatWords(stream: NoveltyStream, value: number, stretchMs: number, usualMs: number): string {
	const at = quantity(stream, value, stream.digits);
	return `${stream.label} unchanged at ${at} for ${span(stretchMs)}, usually for ${span(usualMs)}`;
}

/** "temperature −127 °C cannot be right: outside −40 to 85" */
export function implausibleWords(
	stream: NoveltyStream,
	value: number,
	[min, max]: readonly [number, number],
): string {
	let { digits } = stream;
	// −0.3 % as 0 % would be within the range that it is outside of.
	const seemsRight = (): boolean =>
		Number(value.toFixed(digits)) >= min && Number(value.toFixed(digits)) <= max;
	for (let more = 0; more < MORE_DIGITS && seemsRight(); more++) digits++;
	return `${stream.label} ${quantity(stream, value, digits)} cannot be right: outside ${range(min, max, 0)}`;
}

/** "no heart rate for 12 s, usually every 1 s" */
export function gapWords(stream: NoveltyStream, silentMs: number, usualMs: number): string {
	return `no ${stream.label} for ${span(silentMs)}, usually every ${span(usualMs)}`;
}

/** A time in words: `80 ms`, `12 s`, `3 min`, `2 h`. */
export function span(ms: number): string {
	if (ms < 950) return `${Math.max(1, Math.round(ms))} ms`;
	const seconds = ms / 1_000;
	if (seconds < 9.5) return `${Number(seconds.toFixed(1))} s`;
	if (seconds < 119.5) return `${Math.round(seconds)} s`;
	if (seconds < 7_170) return `${Math.round(seconds / 60)} min`;
	return `${Math.round(seconds / 3_600)} h`;
}

/** As many digits as it takes to tell the value from the usual range. */
function tellingDigits({ digits }: NoveltyStream, value: number, { centre, spread }: Usual): number {
	const nearest = centre + Math.sign(value - centre) * USUAL_DEVIATIONS * spread;
	for (let more = 0; more < MORE_DIGITS; more++) {
		if (fixed(value, digits + more) !== fixed(nearest, digits + more)) return digits + more;
	}
	return digits + MORE_DIGITS;
}

/** No further than values can be right: no signal quality is above 100 %. */
function usualRange({ plausible }: NoveltyStream, { centre, spread }: Usual, digits: number): string {
	const [min, max] = plausible ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
	const low = Math.max(min, centre - USUAL_DEVIATIONS * spread);
	return range(low, Math.min(max, centre + USUAL_DEVIATIONS * spread), digits);
}

function range(low: number, high: number, digits: number): string {
	const [from, to] = [fixed(low, digits), fixed(high, digits)];
	if (from === to) return from;
	return from.startsWith("−") ? `${from} to ${to}` : `${from}–${to}`;
}

function quantity({ unit }: NoveltyStream, value: number, digits: number): string {
	return unit === null ? fixed(value, digits) : `${fixed(value, digits)}${NO_BREAK}${unit}`;
}

function fixed(value: number, digits: number): string {
	const text = value.toFixed(digits);
	return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−");
}
