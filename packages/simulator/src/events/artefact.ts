import { deriveSeed, noiseAt } from "../random/hash.ts";
import { ToneNoise } from "../random/tone-noise.ts";
import type { Disturbance } from "./disturbance.ts";
import type { EventWindow } from "./event-window.ts";

/** Time in which an artefact comes and goes, s. */
const EDGE_S = 0.25;
/** Shares of the movement, which is slow, and of the muscles, which are fast; their squares add up to 1. */
const MOVEMENT = 0.8;
const MUSCLES = 0.6;
const DIGITS = 1_000;

/** A burst of noise over a number: an electrode that moves under tense muscles. */
export class Artefact implements Disturbance {
	readonly #window: EventWindow;
	readonly #amplitude: number;
	readonly #movement: ToneNoise;
	readonly #muscles: number;

	/** @param amplitude one standard deviation, in the attribute's unit. */
	constructor(window: EventWindow, seed: number, amplitude: number) {
		this.#window = window;
		this.#amplitude = amplitude;
		this.#movement = new ToneNoise(deriveSeed(seed, "movement"), MOVEMENT, {
			fromHz: 0.4,
			toHz: 7,
			power: (frequency) => 1 / frequency,
			tones: 8,
		});
		this.#muscles = deriveSeed(seed, "muscles");
	}

	apply(payload: unknown, timestampMs: number, index: number): unknown {
		if (typeof payload !== "number") return payload;
		const strength = this.#window.strengthAt(timestampMs, EDGE_S);
		if (strength === 0) return payload;
		const noise = this.#movement.at(timestampMs / 1000) + MUSCLES * noiseAt(this.#muscles, index);
		return Math.round((payload + strength * this.#amplitude * noise) * DIGITS) / DIGITS;
	}
}
