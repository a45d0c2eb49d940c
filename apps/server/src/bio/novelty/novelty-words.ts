import type { Usual } from "@sensocto/signals";
import type { NoveltyStream } from "./novelty-stream.ts";

/** Share of the way to the threshold that people are told as the usual range: the value stands clearly outside. */
const USUAL_SHARE = 0.4;

/** From so many deviations on, a range is told as that after the value before. */
const LED = 1;

/** Between a number and its unit. */
const NO_BREAK = "\u00a0";

/** Digits that are shown at most. */
const MOST_DIGITS = 12;

/** "heart rate 142 bpm, usually 58–66", or where neighbours resemble each other "…, after 69 usually 67–71" */
export function spikeWords(
	stream: NoveltyStream,
	value: number,
	usual: Omit<Usual, "level" | "spread">,
): string {
	const { before, centre, deviation, expected, threshold } = usual;
	const width = USUAL_SHARE * threshold * deviation;
	const unbounded = [stream.least ?? Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
	const [least, most] = stream.plausible ?? unbounded;
	// No further than values can be right: no signal quality is above 100 %.
	const low = Math.max(least, expected - width);
	const high = Math.min(most, expected + width);
	const digits = tellingDigits(stream, value, value > expected ? high : low);
	const led = Math.abs(expected - centre) > LED * deviation ? `after ${fixed(before, digits)} ` : "";
	return `${stream.label} ${quantity(stream, value, digits)}, ${led}usually ${range(low, high, digits)}`;
}

/** "heart rate up to about 95 bpm and staying there, usually about 62" */
export function shiftWords(
	stream: NoveltyStream,
	{ centre, level }: Pick<Usual, "centre" | "level">,
): string {
	const digits = tellingDigits(stream, level, centre);
	const direction = level >= centre ? "up" : "down";
	const now = quantity(stream, level, digits);
	return `${stream.label} ${direction} to about ${now} and staying there, usually about ${fixed(centre, digits)}`;
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
	// −0.3 % as 0 % would be within the range that it is outside of.
	const digits = tellingDigits(stream, value, value > max ? max : min);
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

/** As many digits as it takes to tell a value from another one. */
function tellingDigits({ digits }: NoveltyStream, value: number, other: number): number {
	let telling = digits;
	while (telling < MOST_DIGITS && Number(value.toFixed(telling)) === Number(other.toFixed(telling)))
		telling++;
	return telling;
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
