/** Any value that JSON can carry. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** A JSON object whose members are not checked yet. */
export type JsonRecord = Record<string, unknown>;

/** Tells whether a value is a JSON object (not an array, not null). */
export function isRecord(value: unknown): value is JsonRecord {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Counts the bytes of a text in UTF-8 without encoding it; a lone surrogate counts three (as U+FFFD). */
export function utf8Length(text: string): number {
	let bytes = text.length;
	for (let i = 0; i < text.length; i++) {
		const unit = text.charCodeAt(i);
		if (unit < 0x80) continue;
		if (unit < 0x800) bytes += 1;
		else if (isPairAt(text, i, unit)) {
			bytes += 2;
			i++;
		} else bytes += 2;
	}
	return bytes;
}

function isPairAt(text: string, index: number, unit: number): boolean {
	if (unit < 0xd800 || unit > 0xdbff) return false;
	const next = text.charCodeAt(index + 1);
	return next >= 0xdc00 && next <= 0xdfff;
}
