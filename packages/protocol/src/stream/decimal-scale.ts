/** Largest number of decimals a block can have. */
export const MAX_DECIMALS = 7;

/** Whole numbers beyond this cannot be told apart in a 32-bit float. */
const FLOAT32_WHOLE = 2 ** 23;

/** Whole numbers beyond this are not written as differences. */
const FLOAT64_WHOLE = 2 ** 50;

const POWERS = Array.from({ length: MAX_DECIMALS + 1 }, (_, decimals) => 10 ** decimals);

/** 10 to the power of a number of decimals. */
export function powerOfTen(decimals: number): number {
	return POWERS[decimals]!;
}

/**
 * The fewest decimals that write all of these numbers without loss, or -1 when none do.
 *
 * A 32-bit float counts as the decimal number it was made from if that is within its own rounding; a 32-bit negative
 * zero counts as zero. Unknown values (not finite) have no say.
 *
 * @param start number of decimals to try first: that of the stream's last block.
 */
export function decimalsOf(values: ArrayLike<number>, count: number, bits: 32 | 64, start: number): number {
	let decimals = start;
	for (let k = 0; k < count; k++) {
		const value = values[k]!;
		if (!Number.isFinite(value)) continue;
		while (!fits(value, decimals, bits)) {
			decimals++;
			if (decimals > MAX_DECIMALS) return -1;
		}
	}
	return decimals;
}

function fits(value: number, decimals: number, bits: 32 | 64): boolean {
	const scaled = value * POWERS[decimals]!;
	const whole = Math.round(scaled);
	if (Object.is(value, -0)) return bits === 32;
	if (bits === 32) return Math.abs(whole) < FLOAT32_WHOLE && Math.fround(whole / POWERS[decimals]!) === value;
	return Math.abs(whole) < FLOAT64_WHOLE && whole / POWERS[decimals]! === value;
}
