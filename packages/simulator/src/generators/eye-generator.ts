import type { Eyes } from "../eyes/eyes.ts";
import { type Generator, rounded } from "./generator.ts";

/** A state that does not change is told again after this time, s, for those who come later. */
const REPEAT_S = 30;

/** What can be sent of a pair of eyes. */
export const EYE_VIEWS = ["eye_gaze", "eye_aperture", "eye_blink", "eye_worn"] as const;

export type EyeView = (typeof EYE_VIEWS)[number];

/** One view of a pair of eyes; without the glasses on, there is neither gaze nor blink. */
export class EyeGenerator implements Generator {
	readonly #eyes: Eyes;
	readonly #view: EyeView;

	constructor(eyes: Eyes, view: EyeView) {
		this.#eyes = eyes;
		this.#view = view;
	}

	sample(_index: number, timeS: number, stepS: number): unknown {
		const eyes = this.#eyes;
		const worn = eyes.wornAt(timeS);
		if (this.#view === "eye_worn") {
			const changed = worn !== eyes.wornAt(timeS - stepS);
			const due = Math.floor(timeS / REPEAT_S) !== Math.floor((timeS - stepS) / REPEAT_S);
			return changed || due ? Number(worn) : undefined;
		}
		if (!worn) return undefined;
		switch (this.#view) {
			case "eye_gaze": {
				const { confidence, x, y } = eyes.gazeAt(timeS);
				return { x: rounded(x, 4), y: rounded(y, 4), confidence: rounded(confidence, 2) };
			}
			case "eye_aperture": {
				const { left, right } = eyes.apertureAt(timeS);
				return { left: rounded(left, 1), right: rounded(right, 1) };
			}
			case "eye_blink": {
				const blinking = eyes.blinks.blinkingAt(timeS);
				return blinking === eyes.blinks.blinkingAt(timeS - stepS) ? undefined : Number(blinking);
			}
		}
	}
}
