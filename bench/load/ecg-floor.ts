import { ECG_HZ, ecgSignal, NOISE_UNITS } from "./ecg-signal.ts";

/** Samples the limits are told from, and samples of one block (a window of 500 ms). */
const SAMPLES = 5_000;
const BLOCK = 125;
/** Samples before the present one that the fitted predictor weighs. */
const ORDER = 32;

/** Bytes per second that codes of the ECG take without the heads of frames and blocks. */
export interface EcgFloor {
	/** The entropy of the noise alone, ½ log2(2πe σ²) bits a sample: no code gets below, whatever it knows of hearts. */
	noise: number;
	/** Rice codes of differences, as the stream format writes them. */
	differences: number;
	/** Rice codes of what the best linear predictor of 32 samples, fitted to this very signal, leaves. */
	fitted: number;
}

const bytesPerSecond = (bitsPerSample: number): number => (bitsPerSample * ECG_HZ) / 8;

/** Finds how few bytes the benchmark's ECG could take. */
export function ecgFloor(): EcgFloor {
	const signal = ecgSignal(SAMPLES).map((mv) => Math.round(mv * 1_000));
	return {
		noise: bytesPerSecond(Math.log2(2 * Math.PI * Math.E * NOISE_UNITS ** 2) / 2),
		differences: bytesPerSecond(riceBits(signal.slice(1).map((value, k) => value - signal[k]!))),
		fitted: bytesPerSecond(riceBits(fittedResiduals(signal))),
	};
}

/** Bits per number with the best parameter for each block, a byte for it and whole bytes a block. */
function riceBits(numbers: readonly number[]): number {
	let bits = 0;
	for (let from = 0; from < numbers.length; from += BLOCK) {
		const zigzag = numbers.slice(from, from + BLOCK).map((n) => (n >= 0 ? 2 * n : -2 * n - 1));
		const costs = Array.from({ length: 16 }, (_, k) => zigzag.reduce((sum, n) => sum + (n >> k) + 1 + k, 8));
		bits += Math.ceil(Math.min(...costs) / 8) * 8;
	}
	return bits / numbers.length;
}

/** What a predictor with the least squared error over the whole signal leaves. */
function fittedResiduals(signal: readonly number[]): number[] {
	const size = ORDER + 1;
	const before = (at: number): number[] => [
		1,
		...Array.from({ length: ORDER }, (_, k) => signal[at - 1 - k]!),
	];
	const equations = Array.from({ length: size }, () => new Float64Array(size + 1));
	for (let at = ORDER; at < signal.length; at++) {
		const known = before(at);
		for (let i = 0; i < size; i++) {
			for (let j = 0; j < size; j++) equations[i]![j]! += known[i]! * known[j]!;
			equations[i]![size]! += known[i]! * signal[at]!;
		}
	}
	const weights = solve(equations);
	const residuals: number[] = [];
	for (let at = ORDER; at < signal.length; at++) {
		const predicted = before(at).reduce((sum, value, k) => sum + value * weights[k]!, 0);
		residuals.push(signal[at]! - Math.round(predicted));
	}
	return residuals;
}

/** Solves linear equations, each with its right side last, by elimination with pivots. */
function solve(equations: Float64Array[]): number[] {
	const size = equations.length;
	for (let i = 0; i < size; i++) {
		let pivot = i;
		for (let row = i; row < size; row++)
			if (Math.abs(equations[row]![i]!) > Math.abs(equations[pivot]![i]!)) pivot = row;
		[equations[i], equations[pivot]] = [equations[pivot]!, equations[i]!];
		for (let row = 0; row < size; row++) {
			if (row === i) continue;
			const factor = equations[row]![i]! / equations[i]![i]!;
			for (let column = i; column <= size; column++)
				equations[row]![column]! -= factor * equations[i]![column]!;
		}
	}
	return equations.map((row, i) => row[size]! / row[i]!);
}
