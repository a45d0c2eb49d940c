import type { z } from "zod";
import {
	GENERATOR_NAMES,
	GENERATOR_PARAMS,
	type GeneratorName,
	type GeneratorSpec,
} from "./generator-params.ts";
import type { Inconsistency } from "./inconsistency.ts";

/** What an attribute's text says about its generator. */
export interface GeneratorChoice {
	type: string;
	generator?: string | undefined;
	params?: Record<string, unknown> | undefined;
}

/** Finds the generator of an attribute — the one of its type unless another is named — and checks its parameters. */
export function checkGenerator(given: GeneratorChoice): GeneratorSpec | { problems: Inconsistency[] } {
	const name = (given.generator ?? given.type.toLowerCase()) as GeneratorName;
	if (!GENERATOR_NAMES.includes(name)) return { problems: [unknownGenerator(given)] };
	const params = GENERATOR_PARAMS[name].safeParse(given.params ?? {});
	if (params.success) return { name, params: params.data } as GeneratorSpec;
	return { problems: params.error.issues.flatMap((issue) => fromIssue(issue, ["params"])) };
}

/** Problems of a schema's issue; each unknown key is one of its own. */
export function fromIssue(issue: z.core.$ZodIssue, base: readonly (string | number)[] = []): Inconsistency[] {
	const path = [...base, ...(issue.path as (string | number)[])];
	if (issue.code === "unrecognized_keys") {
		return issue.keys.map((key) => ({ path: [...path, key], message: `unknown key ${key}`, atKey: true }));
	}
	const missing = /^Invalid input: (expected .*), received undefined$/.exec(issue.message)?.[1];
	return [{ path, message: missing ? `${String(path.at(-1))} is missing: ${missing}` : issue.message }];
}

function unknownGenerator({ generator, type }: GeneratorChoice): Inconsistency {
	const known = `known generators are ${GENERATOR_NAMES.join(", ")}`;
	return generator === undefined
		? { path: ["type"], message: `no generator makes ${type}; name one as generator: ${known}` }
		: { path: ["generator"], message: `unknown generator ${generator}; ${known}` };
}
