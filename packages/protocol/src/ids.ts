import { utf8Length } from "./json.ts";
import { ATTRIBUTE_ID, LIMITS } from "./limits.ts";

// Control characters can hide in logs and break terminals; NUL cannot be stored as text at all.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this looks for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this removes
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Tells whether a value is an attribute id: `^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`. */
export function isAttributeId(value: unknown): value is string {
	return typeof value === "string" && ATTRIBUTE_ID.test(value);
}

/** Tells whether a value is a sensor, connector, view or session id: 1–255 bytes of UTF-8, no control characters. */
export function isEntityId(value: unknown): value is string {
	return (
		typeof value === "string" &&
		value.length > 0 &&
		value.length <= LIMITS.idBytes &&
		!CONTROL.test(value) &&
		value.isWellFormed() &&
		utf8Length(value) <= LIMITS.idBytes
	);
}

/**
 * Reads a text meant for people: control characters removed, cut to `maxLength` UTF-16 units.
 *
 * Returns undefined when the value is no text or nothing is left of it.
 */
export function readText(value: unknown, maxLength: number): string | undefined {
	if (typeof value !== "string") return undefined;
	const text = value.slice(0, maxLength).replace(CONTROLS, "").toWellFormed().trim();
	return text === "" ? undefined : text;
}
