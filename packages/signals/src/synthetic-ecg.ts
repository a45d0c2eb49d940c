/** One wave of a beat: its height in mV, its distance from the R peak and its width in seconds. */
interface Wave {
	height: number;
	at: number;
	width: number;
}

const SINUS_BEAT: readonly Wave[] = [
	{ height: 0.12, at: -0.16, width: 0.025 },
	{ height: -0.12, at: -0.03, width: 0.008 },
	{ height: 1.1, at: 0, width: 0.01 },
	{ height: -0.25, at: 0.028, width: 0.01 },
	{ height: 0.3, at: 0.26, width: 0.05 },
];

/** A wide beat of another shape, as ectopic ones are. */
const ECTOPIC_BEAT: readonly Wave[] = [
	{ height: 1.3, at: 0, width: 0.028 },
	{ height: -0.6, at: 0.09, width: 0.04 },
	{ height: -0.4, at: 0.28, width: 0.06 },
];

/** A heart beat at `at` seconds. */
export interface SyntheticBeat {
	at: number;
	ectopic?: boolean;
}

/** An ECG in mV as the sum of Gaussian waves for each beat: a signal whose R peaks are known exactly. */
export function syntheticEcg(
	beats: readonly SyntheticBeat[],
	seconds: number,
	samplingRateHz: number,
	scale = 1,
): Float64Array {
	const signal = new Float64Array(Math.round(seconds * samplingRateHz));
	for (const beat of beats) {
		for (const wave of beat.ectopic ? ECTOPIC_BEAT : SINUS_BEAT) {
			const centre = beat.at + wave.at;
			const first = Math.max(0, Math.floor((centre - 4 * wave.width) * samplingRateHz));
			const last = Math.min(signal.length - 1, Math.ceil((centre + 4 * wave.width) * samplingRateHz));
			for (let i = first; i <= last; i++) {
				const distance = (i / samplingRateHz - centre) / wave.width;
				signal[i]! += scale * wave.height * Math.exp(-0.5 * distance * distance);
			}
		}
	}
	return signal;
}
