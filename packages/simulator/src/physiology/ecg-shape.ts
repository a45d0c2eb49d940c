/** One bump of a heart beat: a bell curve. */
interface Wave {
	/** Height, mV. */
	height: number;
	/** Distance from the R peak, s; that of P and T is stretched with the beat's interval. */
	at: number;
	/** Width: one standard deviation, s. */
	width: number;
	/** Whether `at` follows the square root of the interval (Bazett's correction of the QT time). */
	stretches: boolean;
}

/**
 * A sinus beat as the sum of five waves (after McSharry, Clifford, Tarassenko and Smith 2003), with a T wave of two
 * bells since it rises more slowly than it falls.
 */
const SINUS: readonly Wave[] = [
	{ height: 0.13, at: -0.17, width: 0.022, stretches: true },
	{ height: -0.12, at: -0.026, width: 0.009, stretches: false },
	{ height: 1.15, at: 0, width: 0.0105, stretches: false },
	{ height: -0.25, at: 0.027, width: 0.0095, stretches: false },
	{ height: 0.16, at: 0.25, width: 0.055, stretches: true },
	{ height: 0.2, at: 0.295, width: 0.032, stretches: true },
];

/** A premature ventricular beat: no P wave, a wide complex, a T wave of the other sign. */
const VENTRICULAR: readonly Wave[] = [
	{ height: 1.3, at: 0, width: 0.036, stretches: false },
	{ height: -0.45, at: 0.085, width: 0.03, stretches: false },
	{ height: -0.38, at: 0.31, width: 0.065, stretches: true },
];

/** Widths beyond which a bell is nothing. */
const REACH = 4;

/**
 * What one beat adds to the ECG, in mV.
 *
 * @param sinceBeatS time since the R peak, s; negative before it.
 * @param intervalS interval between beats, s.
 */
export function beatVoltage(sinceBeatS: number, intervalS: number, ectopic: boolean): number {
	const stretch = Math.sqrt(intervalS);
	let voltage = 0;
	for (const wave of ectopic ? VENTRICULAR : SINUS) {
		const scale = wave.stretches ? stretch : 1;
		const distance = (sinceBeatS - wave.at * scale) / (wave.width * scale);
		if (distance > -REACH && distance < REACH) voltage += wave.height * Math.exp(-0.5 * distance * distance);
	}
	return voltage;
}
