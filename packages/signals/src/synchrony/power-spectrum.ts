/** Power of a signal by frequency. */
export interface PowerSpectrum {
	/** Distance between two frequencies in Hz; the first is 0. */
	stepHz: number;
	/** One-sided power density, in the signal's unit squared per Hz. */
	density: Float64Array;
}

/**
 * Power spectrum by Welch's method: half-overlapping segments without their mean, Hann taper, periodograms averaged
 * (Welch 1967, IEEE Trans. Audio Electroacoust. 15:70).
 *
 * @param segment samples of a segment, a power of two.
 * @returns undefined for a signal shorter than one segment.
 */
export function powerSpectrum(
	signal: Float64Array,
	rateHz: number,
	segment: number,
): PowerSpectrum | undefined {
	const taper = Float64Array.from({ length: segment }, (_, i) => Math.sin((Math.PI * i) / segment) ** 2);
	const energy = taper.reduce((sum, w) => sum + w * w, 0);
	const density = new Float64Array(segment / 2 + 1);
	let segments = 0;
	for (let from = 0; from + segment <= signal.length; from += segment / 2) {
		const part = signal.slice(from, from + segment);
		const mean = part.reduce((sum, x) => sum + x, 0) / segment;
		const re = part.map((x, i) => (x - mean) * taper[i]!);
		const im = new Float64Array(segment);
		transform(re, im);
		for (let k = 0; k < density.length; k++) density[k]! += re[k]! ** 2 + im[k]! ** 2;
		segments++;
	}
	if (segments === 0) return undefined;
	for (let k = 0; k < density.length; k++) {
		const sides = k === 0 || k === segment / 2 ? 1 : 2;
		density[k]! *= sides / (rateHz * energy * segments);
	}
	return { stepHz: rateHz / segment, density };
}

/** Power between two frequencies, in the signal's unit squared: the upper one does not belong to it. */
export function bandPower({ density, stepHz }: PowerSpectrum, fromHz: number, toHz: number): number {
	let power = 0;
	for (let k = Math.ceil(fromHz / stepHz); k < density.length && k * stepHz < toHz; k++)
		power += density[k]! * stepHz;
	return power;
}

/** Discrete Fourier transform in place, for lengths that are powers of two (Cooley and Tukey 1965). */
function transform(re: Float64Array, im: Float64Array): void {
	const size = re.length;
	if (size < 2 || (size & (size - 1)) !== 0) throw new RangeError(`expected a power of two, got ${size}`);
	for (let i = 1, j = 0; i < size; i++) {
		let bit = size >> 1;
		for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
		j |= bit;
		if (i < j) {
			[re[i], re[j]] = [re[j]!, re[i]!];
			[im[i], im[j]] = [im[j]!, im[i]!];
		}
	}
	for (let half = 1; half < size; half *= 2) {
		for (let k = 0; k < half; k++) {
			const [c, s] = [Math.cos((Math.PI * k) / half), -Math.sin((Math.PI * k) / half)];
			for (let i = k; i < size; i += 2 * half) {
				const [x, y] = [re[i + half]! * c - im[i + half]! * s, re[i + half]! * s + im[i + half]! * c];
				re[i + half] = re[i]! - x;
				im[i + half] = im[i]! - y;
				re[i]! += x;
				im[i]! += y;
			}
		}
	}
}
