const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const toMinute = new Intl.DateTimeFormat("en-GB", parts);
const toSecond = new Intl.DateTimeFormat("en-GB", { ...parts, second: "2-digit" });
const toMilli = new Intl.DateTimeFormat("en-GB", { ...parts, second: "2-digit", fractionalSecondDigits: 3 });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** Label of a tick whose neighbours are `stepMs` away, in the person's time zone. */
export function tickText(timeMs: number, stepMs: number): string {
	if (stepMs < 1000) return toMilli.format(timeMs).slice(0, -2);
	if (stepMs < 60_000) return toSecond.format(timeMs);
	const text = toMinute.format(timeMs);
	return text === "00:00" || stepMs >= 86_400_000 ? day.format(timeMs) : text;
}

/** An instant for a readout, to the millisecond, with the date when it is not today's. */
export function instantText(timeMs: number, nowMs: number): string {
	const time = toMilli.format(timeMs);
	return day.format(timeMs) === day.format(nowMs) ? time : `${day.format(timeMs)} ${time}`;
}
