import type { SampleRing } from "../../stores/sample-ring.ts";

/**
 * Least and greatest number of some fields between two times, including the sample before the first.
 *
 * Without any number, `low` is greater than `high`.
 */
export function valueExtent(
	ring: SampleRing,
	fields: readonly number[],
	from: number,
	to: number,
): { low: number; high: number } {
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	const end = ring.indexAfter(to);
	for (let i = Math.max(0, ring.indexAfter(from) - 1); i < end; i++) {
		for (const field of fields) {
			const value = ring.value(i, field);
			if (value < low) low = value;
			if (value > high) high = value;
		}
	}
	return { low, high };
}
