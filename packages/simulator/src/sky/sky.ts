import { deriveSeed } from "../random/hash.ts";
import { meanReverting } from "../random/mean-reverting.ts";
import type { ToneNoise } from "../random/tone-noise.ts";

const HOUR_S = 3_600;
const DAY_S = 86_400;

/** The day over a place. */
export interface SkyOptions {
	/** Hour (UTC) at which the sun is highest. */
	peakHour: number;
	/** Time from sunrise to sunset, h. */
	daylightHours: number;
	/** Cloudiness: 0 for a clear day, 1 for dense and broken clouds. */
	clouds: number;
}

/** Sun and clouds as a function of time. */
export class Sky {
	readonly #options: SkyOptions;
	readonly #slow: ToneNoise;
	readonly #fast: ToneNoise;

	constructor(seed: number, options: SkyOptions) {
		this.#options = options;
		this.#slow = meanReverting(deriveSeed(seed, "cloud cover"), 1, 5_400);
		this.#fast = meanReverting(deriveSeed(seed, "single clouds"), 1, 90);
	}

	/** Height of the sun as a share of its greatest, 0 at night. */
	sunAt(timeS: number): number {
		const { daylightHours, peakHour } = this.#options;
		const hours = (((timeS / HOUR_S - peakHour + 12) % 24) + 24) % 24;
		return (
			Math.max(0, Math.cos((Math.PI * (hours - 12)) / daylightHours)) *
			Number(Math.abs(hours - 12) < daylightHours / 2)
		);
	}

	/** Share of the sun's light that the clouds let through, above 0 and at most 1. */
	clearnessAt(timeS: number): number {
		const cover = this.#options.clouds * (0.75 + 0.5 * this.#slow.at(timeS) + 0.35 * this.#fast.at(timeS));
		return Math.exp(-1.6 * Math.max(0, cover));
	}
}

/** Daily curve between −1 and 1 with its maximum at an hour (UTC). */
export function dailyCurve(timeS: number, peakHour: number): number {
	return Math.cos((2 * Math.PI * ((timeS - peakHour * HOUR_S) % DAY_S)) / DAY_S);
}
