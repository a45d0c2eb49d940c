/**
 * The shortest decimal that names the same 32-bit float for seven significant digits.
 *
 * Rings hold 32-bit floats; printed as doubles they grow to 17 digits (36.6 becomes 36.599998474121094).
 */
export function shortFloat(value: number): number {
	const size = Math.abs(value);
	if (size < 10) return Math.round(value * 1e6) / 1e6;
	if (size < 1e2) return Math.round(value * 1e5) / 1e5;
	if (size < 1e3) return Math.round(value * 1e4) / 1e4;
	if (size < 1e4) return Math.round(value * 1e3) / 1e3;
	if (size < 1e5) return Math.round(value * 1e2) / 1e2;
	if (size < 1e6) return Math.round(value * 10) / 10;
	return Math.round(value);
}
