/** Phases of one member once a second, as cosine, sine, and whether known; oldest first. */
export interface History {
	cos: Float64Array;
	sin: Float64Array;
	known: Float64Array;
}

/** How closely stretches of histories agree. */
export interface Agreement {
	/** Debiased phase consistency of the whole stretch. */
	index: number;
	/** The same of its newest part, and the pairs of phases known in that. */
	newest: number;
	newestPairs: number;
}

/** Shortest time by which a rhythm is compared with its own past, and the steps of longer ones, in s. */
const LEAST_SHIFT = 20;
const SHIFT_STEP = 7;

/**
 * Debiased phase consistency of stretches of the histories, each from an offset of its own; hot.
 *
 * @param compared length of the stretches. @param minute length of their newest part.
 */
export function agreement(
	histories: readonly History[],
	offsets: Int32Array,
	compared: number,
	minute: number,
): Agreement {
	let excess = 0;
	let pairs = 0;
	let [olderExcess, olderPairs] = [0, 0];
	for (let k = 0; k < compared; k++) {
		if (k === compared - minute) [olderExcess, olderPairs] = [excess, pairs];
		let re = 0;
		let im = 0;
		let known = 0;
		for (let m = 0; m < histories.length; m++) {
			const at = offsets[m]! + k;
			const history = histories[m]!;
			re += history.cos[at]!;
			im += history.sin[at]!;
			known += history.known[at]!;
		}
		excess += re * re + im * im - known;
		pairs += known * (known - 1);
	}
	const newestPairs = pairs - olderPairs;
	return {
		index: pairs > 0 ? excess / pairs : 0,
		newest: newestPairs > 0 ? (excess - olderExcess) / newestPairs : 0,
		newestPairs,
	};
}

/**
 * How closely a rhythm keeps step with its own past, whatever the lag: the phase locking value of its newest stretch with
 * earlier ones, on average; 1 for a metronome.
 */
export function selfLocking({ cos, known, sin }: History, compared: number): number {
	const from = cos.length - compared;
	let sum = 0;
	let shifts = 0;
	for (let shift = LEAST_SHIFT; shift <= from; shift += SHIFT_STEP) {
		let [re, im, count] = [0, 0, 0];
		for (let k = from; k < cos.length; k++) {
			const before = k - shift;
			re += cos[k]! * cos[before]! + sin[k]! * sin[before]!;
			im += sin[k]! * cos[before]! - cos[k]! * sin[before]!;
			count += known[k]! * known[before]!;
		}
		if (count === 0) continue;
		sum += Math.hypot(re, im) / count;
		shifts++;
	}
	return shifts === 0 ? 0 : sum / shifts;
}
