import type { AttributeType, Field } from "./attribute-type.ts";

/** Interval of attributes that change when something happens: silence means nothing for a day. */
export const EVENT_INTERVAL_MS = 86_400_000;

/** Options of a definition; what is left out gets the default of its kind. */
export type Options = Partial<Omit<AttributeType, "type" | "title" | "unit" | "shape" | "fields">>;

/** Options of a scalar: also other keys of its value, and what its numbers mean. */
export type ScalarOptions = Options & Pick<Field, "keys" | "states">;

/** Defines a type whose samples are single numbers. */
export function scalar(
	type: string,
	title: string,
	unit: string | null,
	{ keys, states, ...options }: ScalarOptions = {},
): AttributeType {
	const field: Field = { name: "value" };
	if (keys !== undefined) field.keys = keys;
	if (states !== undefined) field.states = states;
	return {
		type,
		title,
		unit,
		digits: 1,
		intervalMs: 10_000,
		delivery: "latest",
		tile: "value",
		...options,
		shape: "scalar",
		fields: [field],
	};
}

/** Defines a type whose samples have several components. */
export function vector(
	type: string,
	title: string,
	unit: string | null,
	fields: readonly Field[],
	options: Options = {},
): AttributeType {
	return {
		type,
		title,
		unit,
		digits: 2,
		intervalMs: 1000,
		delivery: "latest",
		tile: "vector",
		...options,
		shape: "vector",
		fields,
	};
}

/** Defines a type whose samples are kept as JSON. */
export function structured(type: string, title: string, options: Options = {}): AttributeType {
	return {
		type,
		title,
		unit: null,
		digits: 0,
		intervalMs: EVENT_INTERVAL_MS,
		delivery: "latest",
		tile: "text",
		...options,
		shape: "structured",
		fields: [],
	};
}

/** Fields by name alone. */
export function fields(...names: readonly string[]): Field[] {
	return names.map((name) => ({ name }));
}
