import type { Generator } from "../generators/generator.ts";
import type { GeneratorName, GeneratorSpec } from "../scenario/generator-params.ts";
import { GENERATOR_FACTORIES, type GeneratorContext, type GeneratorFactory } from "./generator-factories.ts";

/**
 * Makes the generator a scenario names.
 *
 * @throws Error (as rejection) when a recording cannot be read.
 */
export async function createGenerator(spec: GeneratorSpec, context: GeneratorContext): Promise<Generator> {
	// Name and parameters of a specification belong together, which the type of the table's entry cannot express.
	const make = GENERATOR_FACTORIES[spec.name] as GeneratorFactory<GeneratorName>;
	return make(spec.params, context);
}
