import { deriveSeed, uniformAt } from "../random/hash.ts";
import { MOVEMENTS, type Movement, type MovementName } from "./keyframes.ts";
import { blend, cyclic, type Pose } from "./pose.ts";

/** Time to go over from one movement to the next, s. */
const TRANSITION_S = 0.8;

/** What a body does one after the other: movements drawn by chance, each for the same time. */
export class PoseSequence {
	readonly #seed: number;
	readonly #movements: readonly MovementName[];
	readonly #holdS: number;

	/** @param holdS time a movement lasts, above the second a transition takes. */
	constructor(seed: number, movements: readonly MovementName[], holdS: number) {
		this.#seed = deriveSeed(seed, "movements");
		this.#movements = movements;
		this.#holdS = holdS;
	}

	/** Movement under way at a time. */
	movementAt(timeS: number): MovementName {
		const turn = Math.floor(timeS / this.#holdS);
		return this.#movements[Math.floor(this.#movements.length * uniformAt(this.#seed, turn))]!;
	}

	poseAt(timeS: number): Pose {
		const into = timeS - Math.floor(timeS / this.#holdS) * this.#holdS;
		const pose = during(this.movementAt(timeS), timeS);
		if (into >= TRANSITION_S) return pose;
		const share = into / TRANSITION_S;
		const before = during(this.movementAt(timeS - this.#holdS), timeS);
		return blend(before, pose, share * share * (3 - 2 * share));
	}
}

function during(name: MovementName, timeS: number): Pose {
	const { hz, keyframes }: Movement = MOVEMENTS[name];
	return cyclic(keyframes, hz * timeS);
}
