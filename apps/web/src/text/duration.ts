/**
 * A span of time in words as short as a label needs: "38 ms", "1.4 s", "12 s", "3 min", "2 h", "4 d".
 *
 * @param ms Length in milliseconds; negative spans count as zero, unknown ones (NaN) are "—".
 */
export function duration(ms: number): string {
	if (Number.isNaN(ms)) return "—";
	const span = Math.max(0, ms);
	if (span < 1000) return `${Math.round(span)} ms`;
	const seconds = span / 1000;
	if (seconds < 9.95) return `${trim(seconds)} s`;
	if (seconds < 59.5) return `${Math.round(seconds)} s`;
	if (seconds < 3570) return `${Math.round(seconds / 60)} min`;
	if (seconds < 84_600) return `${trim(seconds / 3600)} h`;
	return `${Math.round(seconds / 86_400)} d`;
}

function trim(value: number): string {
	const text = value.toFixed(1);
	return text.endsWith(".0") ? text.slice(0, -2) : text;
}
