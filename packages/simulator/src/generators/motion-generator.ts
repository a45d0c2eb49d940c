import { headingOf, type Vector } from "../motion/attitude.ts";
import type { RigidBody } from "../motion/rigid-body.ts";
import { deriveSeed, noiseAt } from "../random/hash.ts";
import { type Generator, rounded } from "./generator.ts";

/** Noise of usual phone sensors, one standard deviation: m/s², rad/s, µT, degrees. */
const NOISE = { force: 0.02, rate: 0.003, field: 0.35, heading: 0.6 };
const DEGREES = 180 / Math.PI;

/** What can be sent of a moving body. */
export const MOTION_VIEWS = [
	"imu",
	"accelerometer",
	"gyroscope",
	"magnetometer",
	"gravity",
	"quaternion",
	"euler",
	"heading",
] as const;

export type MotionView = (typeof MOTION_VIEWS)[number];

export interface MotionParams {
	/** Factor on the noise of usual sensors. */
	noise: number;
}

interface Axes {
	x: number;
	y: number;
	z: number;
}

/** One view of a moving body: its raw sensors, its attitude or its compass. */
export class MotionGenerator implements Generator {
	readonly #body: RigidBody;
	readonly #view: MotionView;
	readonly #seed: number;
	readonly #seeds: Readonly<Record<"force" | "rate" | "field", number>>;
	readonly #noise: number;

	constructor(body: RigidBody, view: MotionView, seed: number, params: MotionParams) {
		this.#body = body;
		this.#view = view;
		this.#seed = seed;
		const [force, rate, field] = ["force", "rate", "field"].map((sensor) => deriveSeed(seed, sensor));
		this.#seeds = { force: force!, rate: rate!, field: field! };
		this.#noise = params.noise;
	}

	sample(index: number, timeS: number): unknown {
		const state = this.#body.at(timeS);
		switch (this.#view) {
			case "imu":
				return {
					accelerometer: this.#read("force", state.force, index, 3),
					gyroscope: this.#read("rate", state.rate, index, 4),
					magnetometer: this.#read("field", state.field, index, 1),
				};
			case "accelerometer":
				return this.#read("force", state.force, index, 3);
			case "gyroscope":
				return this.#read("rate", state.rate, index, 4);
			case "magnetometer":
				return this.#read("field", state.field, index, 1);
			case "gravity":
				return axes(state.gravity, 3);
			case "quaternion": {
				const [w, x, y, z] = state.quaternion.map((part) => rounded(part, 4));
				return { w, x, y, z };
			}
			case "euler": {
				const { pitch, roll, yaw } = state.angles;
				return { roll: halfTurns(roll), pitch: halfTurns(pitch), yaw: halfTurns(yaw) };
			}
			case "heading": {
				const heading = headingOf(state.angles) + this.#noise * NOISE.heading * noiseAt(this.#seed, index);
				return rounded((heading + 360) % 360, 1) % 360;
			}
		}
	}

	#read(sensor: "force" | "rate" | "field", [x, y, z]: Vector, index: number, digits: number): Axes {
		const seed = this.#seeds[sensor];
		const size = this.#noise * NOISE[sensor];
		const noise = (axis: number): number => (size === 0 ? 0 : size * noiseAt(seed, 3 * index + axis));
		return axes([x + noise(0), y + noise(1), z + noise(2)], digits);
	}
}

function axes([x, y, z]: Vector, digits: number): Axes {
	return { x: rounded(x, digits), y: rounded(y, digits), z: rounded(z, digits) };
}

/** Degrees in −180 … 180 with one digit. */
function halfTurns(radians: number): number {
	const degrees = radians * DEGREES;
	return rounded(degrees - 360 * Math.round(degrees / 360), 1);
}
