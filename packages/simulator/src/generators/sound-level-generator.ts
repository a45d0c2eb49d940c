import { deriveSeed, noiseAt, uniformAt } from "../random/hash.ts";
import { meanReverting } from "../random/mean-reverting.ts";
import { PoissonProcess } from "../random/poisson-process.ts";
import type { ToneNoise } from "../random/tone-noise.ts";
import { type Generator, rounded } from "./generator.ts";

/** How fast a burst dies away, dB/s, and after which time it is forgotten, s. */
const DECAY_DB = 14;
const MEMORY_S = 6;

export interface SoundLevelParams {
	/** Level of the room by itself, its variation (one standard deviation, at most three of them) and time constant. */
	quiet_db: number;
	sd: number;
	tau_s: number;
	/** How often something is heard, and how far above the room, dB. */
	bursts_per_minute: number;
	burst_db: number;
}

/** Sound level in dB: a room that wanders around its level, and bursts that die away; levels add as energies. */
export class SoundLevelGenerator implements Generator {
	readonly #params: SoundLevelParams;
	readonly #room: ToneNoise;
	readonly #bursts: PoissonProcess;
	readonly #loudness: number;
	readonly #noiseSeed: number;

	constructor(seed: number, params: SoundLevelParams) {
		this.#params = params;
		this.#room = meanReverting(deriveSeed(seed, "room"), 1, params.tau_s);
		this.#bursts = new PoissonProcess(deriveSeed(seed, "bursts"), params.bursts_per_minute / 60);
		this.#loudness = deriveSeed(seed, "loudness");
		this.#noiseSeed = deriveSeed(seed, "reading");
	}

	sample(index: number, timeS: number): number {
		const { burst_db, quiet_db, sd } = this.#params;
		const wander = sd * Math.min(3, Math.max(-3, this.#room.at(timeS)));
		const room = quiet_db + wander + 0.3 * noiseAt(this.#noiseSeed, index);
		let energy = 10 ** (room / 10);
		for (const burst of this.#bursts.during(timeS - MEMORY_S, timeS)) {
			const height = burst_db * (0.5 + uniformAt(this.#loudness, burst.id));
			energy += 10 ** ((quiet_db + height - DECAY_DB * (timeS - burst.timeS)) / 10);
		}
		return rounded(10 * Math.log10(energy), 1);
	}
}
