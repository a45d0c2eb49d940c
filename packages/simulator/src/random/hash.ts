const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const GOLDEN = 0x9e3779b9;
const UINT32 = 0x1_0000_0000;

/**
 * Seed of something named, derived from a parent seed; an unsigned 32-bit integer.
 *
 * FNV-1a over the name, finished by {@link mix}.
 */
export function deriveSeed(seed: number, name: string): number {
	let hash = FNV_OFFSET ^ (seed >>> 0);
	for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), FNV_PRIME);
	return mix(hash);
}

/**
 * Uniform number in [0, 1) for an index of a seeded series: any index at any time, without state.
 *
 * @param index a whole number up to 2^53 in magnitude.
 */
export function uniformAt(seed: number, index: number): number {
	const low = index >>> 0;
	const high = Math.floor(index / UINT32) >>> 0;
	return mix((seed ^ Math.imul(low, GOLDEN)) + mix(high + seed)) / UINT32;
}

/** Number with mean 0 and variance 1 for an index of a seeded series; close to normal, within ±3.5. */
export function noiseAt(seed: number, index: number): number {
	// Irwin–Hall: the sum of four uniform numbers has variance 1/3 and nearly the bell's shape.
	const sum =
		uniformAt(seed, index) +
		uniformAt(seed ^ 0x5bd1e995, index) +
		uniformAt(seed ^ 0x27d4eb2f, index) +
		uniformAt(seed ^ 0x165667b1, index);
	return (sum - 2) * Math.sqrt(3);
}

/** Finaliser of MurmurHash3: each input bit changes each output bit with probability one half. */
function mix(value: number): number {
	let h = value >>> 0;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}
