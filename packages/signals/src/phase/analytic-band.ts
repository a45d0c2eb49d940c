import { solveSymmetric } from "./solve-symmetric.ts";

/** Samples a second of the signals that phases are read from. */
export const GRID_HZ = 4;
/** Samples in the window a phase is read from: 30 s. */
export const WINDOW = 30 * GRID_HZ;
/** Samples between the instant whose phase is read and the end of the window: 2 s. */
export const LOOKAHEAD = 2 * GRID_HZ;

/** The band in Hz: slow breathing to fast breathing. */
const BAND_HZ = [0.08, 0.6] as const;
/** Period in samples of the oscillations that are fitted; being longer than the window, nothing wraps around. */
const PERIOD = 200;
/** Penalty on the size of the oscillations; keeps the fit from inventing any beyond the window's ends. */
const PENALTY = 4;
/** Coefficients of the trend: level, slope, curvature. */
const TREND = 3;
/** Instant of the window that is read. */
const INSTANT = WINDOW - 1 - LOOKAHEAD;
/** What is left of a trend after its removal, as a share of its power, when nothing but rounding is left. */
const ROUNDING = 1e-20;
/** First and last bin of the window's spectrum that count as the band, its taper's leak below included. */
const BINS = [2, Math.round((BAND_HZ[1] * WINDOW) / GRID_HZ)] as const;

/** The analytic signal of the band at one instant: amplitude and phase as a complex number. */
export interface Analytic {
	re: number;
	im: number;
}

const WEIGHTS = instantWeights();
const SPECTRUM = taperedSpectrum();

/**
 * Analytic signal of the band .08 to .6 Hz, 2 s before the end of a window of 30 s at 4 Hz.
 *
 * A trend and the oscillations of the band are fitted together to the window by penalised least squares; the answer is
 * the fitted oscillations, turned by their Hilbert transform, at that one instant. This is linear in the samples, so it
 * costs one complex inner product. A masked Fourier transform of the window would do the same with the window's ends
 * joined, whose jump spoils the phase near them: 10° instead of 3° at a signal ten times its noise.
 *
 * @param window {@link WINDOW} finite samples, oldest first.
 * @param into receives the answer.
 */
export function readAnalytic(window: Float64Array, into: Analytic): void {
	const { re: wr, im: wi } = WEIGHTS;
	// The weights cancel a level only up to rounding; taking one sample away keeps large levels harmless.
	const level = window[INSTANT]!;
	let re = 0;
	let im = 0;
	for (let i = 0; i < WINDOW; i++) {
		const x = window[i]! - level;
		re += wr[i]! * x;
		im += wi[i]! * x;
	}
	into.re = re;
	into.im = im;
}

/** Share of the window's power, its trend taken away, that lies in the band, 0..1; 0 for a flat line. */
export function bandShare(window: Float64Array): number {
	const level = window[INSTANT]!;
	let band = 0;
	for (const { re: wr, im: wi } of SPECTRUM.bins) {
		let re = 0;
		let im = 0;
		for (let i = 0; i < WINDOW; i++) {
			const x = window[i]! - level;
			re += wr[i]! * x;
			im += wi[i]! * x;
		}
		band += 2 * (re * re + im * im);
	}
	const total = taperedPower(window, level);
	return total > 0 ? Math.min(1, band / total) : 0;
}

interface ComplexWeights {
	re: Float64Array;
	im: Float64Array;
}

/** Instants of the window from −1 to 1, for trends. */
function place(i: number): number {
	return (2 * i) / (WINDOW - 1) - 1;
}

/** The trend's and the oscillations' courses over the window: trend first, then cosine and sine of each oscillation. */
function courses(): { rows: Float64Array[]; angles: number[] } {
	const angles: number[] = [];
	for (let k = 1; k < PERIOD / 2; k++) {
		const hz = (k * GRID_HZ) / PERIOD;
		if (hz >= BAND_HZ[0] - 1e-9 && hz <= BAND_HZ[1] + 1e-9) angles.push((2 * Math.PI * k) / PERIOD);
	}
	const rows = Array.from({ length: TREND }, (_, power) =>
		Float64Array.from({ length: WINDOW }, (__, i) => place(i) ** power),
	);
	for (const angle of angles) {
		rows.push(Float64Array.from({ length: WINDOW }, (_, i) => Math.cos(angle * (i - INSTANT))));
		rows.push(Float64Array.from({ length: WINDOW }, (_, i) => Math.sin(angle * (i - INSTANT))));
	}
	return { rows, angles };
}

/** What each sample contributes to the fitted oscillations (re) and their Hilbert transform (im) at the instant. */
function instantWeights(): ComplexWeights {
	const { rows } = courses();
	const gram = rows.map((a, i) =>
		Float64Array.from(rows, (b, j) => dot(a, b) + (i === j && i >= TREND ? PENALTY : 0)),
	);
	// At the instant itself every cosine is 1 and every sine 0; a cosine's Hilbert transform is the sine.
	const wanted = (odd: number): Float64Array =>
		Float64Array.from(rows, (_, i) => (i >= TREND && (i - TREND) % 2 === odd ? 1 : 0));
	const combine = (coefficients: Float64Array): Float64Array =>
		Float64Array.from({ length: WINDOW }, (_, i) =>
			rows.reduce((sum, row, r) => sum + coefficients[r]! * row[i]!, 0),
		);
	const im = combine(solveSymmetric(gram, wanted(1)));
	return { re: combine(solveSymmetric(gram, wanted(0))), im: im.map((weight) => -weight) };
}

/** Fourier coefficients of the window after its trend was taken away and its ends were tapered (Hann). */
function taperedSpectrum(): { taper: Float64Array; trend: Float64Array[]; bins: ComplexWeights[] } {
	const trend = orthonormal(courses().rows.slice(0, TREND));
	const taper = Float64Array.from(
		{ length: WINDOW },
		(_, i) => Math.sin((Math.PI * (i + 0.5)) / WINDOW) ** 2,
	);
	const bins: ComplexWeights[] = [];
	for (let bin = BINS[0]; bin <= BINS[1]; bin++) {
		const wave = (of: (angle: number) => number): Float64Array =>
			withoutTrend(
				Float64Array.from({ length: WINDOW }, (_, i) => taper[i]! * of((2 * Math.PI * bin * i) / WINDOW)),
				trend,
			);
		bins.push({ re: wave(Math.cos), im: wave(Math.sin) });
	}
	return { taper, trend, bins };
}

/** Power of the detrended, tapered window in the scale of its Fourier coefficients (Parseval); 0 for a mere trend. */
function taperedPower(window: Float64Array, level: number): number {
	const { taper, trend } = SPECTRUM;
	const shares = trend.map((row) => {
		let share = 0;
		for (let i = 0; i < WINDOW; i++) share += row[i]! * (window[i]! - level);
		return share;
	});
	let power = 0;
	let raw = 0;
	for (let i = 0; i < WINDOW; i++) {
		let x = window[i]! - level;
		raw += x * x;
		for (let r = 0; r < TREND; r++) x -= shares[r]! * trend[r]![i]!;
		power += (taper[i]! * x) ** 2;
	}
	return power > ROUNDING * raw ? WINDOW * power : 0;
}

function withoutTrend(row: Float64Array, trend: readonly Float64Array[]): Float64Array {
	const rest = row.slice();
	for (const course of trend) {
		const share = dot(row, course);
		for (let i = 0; i < rest.length; i++) rest[i]! -= share * course[i]!;
	}
	return rest;
}

function orthonormal(rows: readonly Float64Array[]): Float64Array[] {
	const done: Float64Array[] = [];
	for (const row of rows) {
		const rest = withoutTrend(row, done);
		const length = Math.sqrt(dot(rest, rest));
		done.push(rest.map((x) => x / length));
	}
	return done;
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
	return sum;
}
