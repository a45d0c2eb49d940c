import { z } from "zod";
import { RECORDED_WAVEFORMS } from "../recordings/recording-catalogue.ts";
import { BODY_PARAMS, BODY_RATES_HZ } from "./params/body-params.ts";
import { MOVEMENT_PARAMS, MOVEMENT_RATES_HZ } from "./params/movement-params.ts";
import { SURROUNDINGS_PARAMS, SURROUNDINGS_RATES_HZ } from "./params/surroundings-params.ts";

/**
 * Parameters of each generator by its name, with their defaults.
 *
 * The name of a generator is also the attribute type that uses it without being told.
 */
export const GENERATOR_PARAMS = {
	...BODY_PARAMS,
	...SURROUNDINGS_PARAMS,
	...MOVEMENT_PARAMS,
	recording: z.strictObject({ recording: z.enum(Object.keys(RECORDED_WAVEFORMS) as [string, ...string[]]) }),
} as const;

export type GeneratorName = keyof typeof GENERATOR_PARAMS;

/** Checked parameters of a generator. */
export type GeneratorParams<Name extends GeneratorName> = z.infer<(typeof GENERATOR_PARAMS)[Name]>;

/** Generators that send when something happens; their rate is how often they look. */
const IRREGULAR: ReadonlySet<GeneratorName> = new Set(["rr", "button", "tap", "eye_blink", "eye_worn"]);

/** Whether a generator sends a sample at each of its instants. */
export function isRegular(name: GeneratorName): boolean {
	return !IRREGULAR.has(name);
}

/** Names of all generators. */
export const GENERATOR_NAMES = Object.keys(GENERATOR_PARAMS) as GeneratorName[];

/** A generator with its checked parameters. */
export type GeneratorSpec = {
	[Name in GeneratorName]: { name: Name; params: GeneratorParams<Name> };
}[GeneratorName];

/** Rate of a generator's samples where the scenario states none, Hz. */
export const USUAL_RATES_HZ: Readonly<Record<Exclude<GeneratorName, "recording">, number>> = {
	...BODY_RATES_HZ,
	...SURROUNDINGS_RATES_HZ,
	...MOVEMENT_RATES_HZ,
};
