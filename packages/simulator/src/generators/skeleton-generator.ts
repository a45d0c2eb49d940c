import { landmarks, type Point } from "../pose/figure.ts";
import type { MovementName } from "../pose/keyframes.ts";
import { PoseSequence } from "../pose/pose-sequence.ts";
import { deriveSeed, noiseAt } from "../random/hash.ts";
import { meanReverting } from "../random/mean-reverting.ts";
import type { ToneNoise } from "../random/tone-noise.ts";
import { type Generator, rounded } from "./generator.ts";

/** Share of the picture the body fills, and where its hips are. */
const SCALE = 0.8;
const HIPS_Y = 0.54;
/** Points this far behind the hips, in body heights, can hardly be seen. */
const HIDDEN = 0.35;
const DIGITS = 3;

export interface SkeletonParams {
	movements: readonly MovementName[];
	/** Time a movement lasts, s. */
	hold_s: number;
	/** Noise of each landmark, one standard deviation, as a share of the picture. */
	noise: number;
}

/** A landmark: shares of the picture's width and height from its upper left, depth towards the camera negative. */
export interface Landmark {
	x: number;
	y: number;
	z: number;
	/** Visibility, 0–1. */
	v: number;
}

/** Pose of a person in front of a camera: 33 landmarks. */
export class SkeletonGenerator implements Generator {
	readonly #sequence: PoseSequence;
	readonly #seed: number;
	readonly #noise: number;
	readonly #facing: ToneNoise;

	constructor(seed: number, params: SkeletonParams) {
		this.#sequence = new PoseSequence(seed, params.movements, params.hold_s);
		this.#seed = deriveSeed(seed, "landmarks");
		this.#noise = params.noise;
		this.#facing = meanReverting(deriveSeed(seed, "facing"), 0.25, 6);
	}

	sample(index: number, timeS: number): { landmarks: Landmark[] } {
		const facing = this.#facing.at(timeS);
		const [sine, cosine] = [Math.sin(facing), Math.cos(facing)];
		const points = landmarks(this.#sequence.poseAt(timeS));
		return { landmarks: points.map((point, i) => this.#seen(point, sine, cosine, 99 * index + 3 * i)) };
	}

	#seen([x, y, z]: Point, sine: number, cosine: number, draw: number): Landmark {
		const noise = (axis: number): number =>
			this.#noise === 0 ? 0 : this.#noise * noiseAt(this.#seed, draw + axis);
		const front = z * cosine - x * sine;
		const visibility = 0.99 - Math.max(0, -front / HIDDEN) ** 2 + noise(2);
		return {
			x: rounded(0.5 + SCALE * (x * cosine + z * sine) + noise(0), DIGITS),
			y: rounded(HIPS_Y - SCALE * y + noise(1), DIGITS),
			z: rounded(-SCALE * front, DIGITS),
			v: rounded(Math.min(1, Math.max(0, visibility)), 2),
		};
	}
}
