import { ToneNoise } from "./tone-noise.ts";

/**
 * Mean-reverting noise: the spectrum of an Ornstein–Uhlenbeck process.
 *
 * @param deviation standard deviation.
 * @param tauS time after which a deviation is forgotten, s.
 */
export function meanReverting(seed: number, deviation: number, tauS: number): ToneNoise {
	return new ToneNoise(seed, deviation, {
		fromHz: 1 / (60 * tauS),
		toHz: 2 / tauS,
		power: (frequency) => 1 / (1 + (2 * Math.PI * frequency * tauS) ** 2),
		tones: 14,
	});
}
