import { deriveSeed, uniformAt } from "../random/hash.ts";
import { ToneNoise } from "../random/tone-noise.ts";
import { ACTIVITIES, type Activity, type Movement } from "./activities.ts";
import { type Angles, bodyRates, type Quaternion, quaternionOf, toBody, type Vector } from "./attitude.ts";

const TAU = 2 * Math.PI;
/** Standard acceleration of free fall, m/s². */
export const GRAVITY = 9.80665;
/** Magnetic field of the earth in middle latitudes: east, north, up, in µT. */
export const MAGNETIC_FIELD: Vector = [1.2, 21.5, -43];

/** What sensors fixed to a body feel at one moment, in the body's axes. */
export interface BodyState {
	angles: Angles;
	/** Specific force, m/s²: at rest it points up with the size of gravity. */
	force: Vector;
	/** Gravity's share of the specific force, m/s². */
	gravity: Vector;
	/** Rotation rate, rad/s. */
	rate: Vector;
	/** Magnetic field, µT. */
	field: Vector;
	quaternion: Quaternion;
}

/**
 * A rigid body that turns and moves smoothly.
 *
 * 1. One orientation, three angles as exact integrals of their rates, yields all readings of a moment: they agree.
 * 2. World axes are east, north, up; a body at zero angles lies flat with its y axis to the north.
 * 3. The steps of walking accelerate the body and swing it, both by one gait phase.
 */
export class RigidBody {
	readonly #movement: Movement;
	readonly #rest: Angles;
	readonly #rates: readonly [roll: ToneNoise, pitch: ToneNoise, yaw: ToneNoise];
	readonly #gait: ToneNoise;
	readonly #shake: readonly [ToneNoise, ToneNoise, ToneNoise];

	constructor(seed: number, activity: Activity) {
		const movement: Movement = ACTIVITIES[activity];
		const band = (name: string, deviation: number, fromHz: number, toHz: number): ToneNoise =>
			new ToneNoise(deriveSeed(seed, name), deviation, { fromHz, toHz, power: () => 1, tones: 6 });
		this.#movement = movement;
		const angle = (name: string, spread: number): number =>
			spread * (2 * uniformAt(deriveSeed(seed, name), 0) - 1);
		// On a table a device lies flat; carried it hangs somehow.
		const slant = activity === "still" ? 0.02 : 0.4;
		this.#rest = { roll: angle("roll", slant), pitch: angle("pitch", slant), yaw: angle("yaw", Math.PI) };
		this.#rates = [
			band("roll rate", movement.tilt, 0.12, movement.toHz),
			band("pitch rate", movement.tilt, 0.12, movement.toHz),
			band("yaw rate", movement.turn, 0.03, movement.toHz),
		];
		this.#gait = band("gait", 0.03 * movement.steps, 0.02, 0.3);
		const shake = (axis: string): ToneNoise => band(`shake ${axis}`, movement.shake, 2, 9);
		this.#shake = [shake("x"), shake("y"), shake("z")];
	}

	/** @param timeS seconds since the simulation's epoch. */
	at(timeS: number): BodyState {
		const { bounce, steps, surge, swing } = this.#movement;
		const [roll, pitch, yaw] = this.#rates;
		const phase = TAU * ((steps * timeS + this.#gait.integralAt(timeS)) % 2);
		const phaseRate = TAU * (steps + this.#gait.at(timeS));
		const angles = {
			roll: this.#rest.roll + roll.integralAt(timeS) + 0.5 * swing * Math.sin(phase / 2),
			pitch: this.#rest.pitch + pitch.integralAt(timeS) + swing * Math.cos(phase / 2),
			yaw: this.#rest.yaw + yaw.integralAt(timeS),
		};
		const rates = {
			roll: roll.at(timeS) + 0.25 * swing * phaseRate * Math.cos(phase / 2),
			pitch: pitch.at(timeS) - 0.5 * swing * phaseRate * Math.sin(phase / 2),
			yaw: yaw.at(timeS),
		};
		const forward = surge * Math.sin(phase);
		const acceleration: Vector = [
			-Math.sin(angles.yaw) * forward + this.#shake[0].at(timeS),
			Math.cos(angles.yaw) * forward + this.#shake[1].at(timeS),
			bounce * (Math.cos(phase) + 0.3 * Math.cos(2 * phase + 1)) + this.#shake[2].at(timeS),
		];
		const [east, north, up] = acceleration;
		return {
			angles,
			force: toBody(angles, [east, north, up + GRAVITY]),
			gravity: toBody(angles, [0, 0, GRAVITY]),
			rate: bodyRates(angles, rates),
			field: toBody(angles, MAGNETIC_FIELD),
			quaternion: quaternionOf(angles),
		};
	}
}
