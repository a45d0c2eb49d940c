import type { SampleRing } from "../../stores/sample-ring.ts";

/**
 * Least and greatest number of some fields from a time on, including the sample before it.
 *
 * Samples later than the plot's edge count too: they are about to appear, and room made now avoids a jump.
 * Without any number, `low` is greater than `high`.
 */
export function valueExtent(
	ring: SampleRing,
	fields: readonly number[],
	from: number,
): { low: number; high: number } {
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	for (let i = Math.max(0, ring.indexAfter(from) - 1); i < ring.length; i++) {
		for (const field of fields) {
			const value = ring.value(i, field);
			if (value < low) low = value;
			if (value > high) high = value;
		}
	}
	return { low, high };
}
