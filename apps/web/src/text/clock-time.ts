const FORMAT = new Intl.DateTimeFormat("en", {
	hour: "2-digit",
	minute: "2-digit",
	second: "2-digit",
	hourCycle: "h23",
});

/** The time of day of an instant in ms since 1970, in the reader's time zone: "14:03:09". */
export function clockTime(at: number): string {
	return FORMAT.format(at);
}
