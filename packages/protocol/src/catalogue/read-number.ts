import type { Field, State } from "./attribute-type.ts";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WORDS: ReadonlyMap<string, boolean> = new Map([
	["yes", true],
	["true", true],
	["on", true],
	["1", true],
	["no", false],
	["false", false],
	["off", false],
	["0", false],
]);

/** Reads a finite number, or a text that is one; undefined when it is neither. */
export function readNumber(value: unknown): number | undefined {
	if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
	if (typeof value !== "string") return undefined;
	const text = value.trim();
	if (!NUMBER.test(text)) return undefined;
	const number = Number(text);
	return Number.isFinite(number) ? number : undefined;
}

/** Reads one component: a number, or the index of a state; undefined when it is neither. */
export function readComponent(field: Field, value: unknown): number | undefined {
	return field.states === undefined ? readNumber(value) : readState(field.states, value);
}

/** Finds the index of a state given as word, truth value or number; undefined when there is no such state. */
export function readState(states: readonly State[], value: unknown): number | undefined {
	if (typeof value === "boolean") return truthIndex(states, value);
	if (typeof value === "number") {
		// Of two states, 1 and 0 mean the active and the inactive one, not a place in our list.
		if (states.length === 2) return value === 1 || value === 0 ? truthIndex(states, value === 1) : undefined;
		return Number.isInteger(value) && value in states ? Math.abs(value) : undefined;
	}
	if (typeof value !== "string") return undefined;
	const word = value.trim().toLowerCase();
	const index = states.findIndex((state) => typeof state === "string" && state.toLowerCase() === word);
	if (index >= 0) return index;
	const truth = WORDS.get(word);
	return truth === undefined ? undefined : truthIndex(states, truth);
}

function truthIndex(states: readonly State[], value: boolean): number | undefined {
	const index = states.indexOf(value);
	if (index >= 0) return index;
	// Of two words the first is the active one: press, release.
	return states.length === 2 ? Number(!value) : undefined;
}
