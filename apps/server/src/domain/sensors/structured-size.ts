/** Bytes of an object or array besides its content, about. */
const OBJECT_BYTES = 32;

/** Bytes of a number or a reference. */
const SLOT_BYTES = 8;

/** The bytes that a structured value holds in memory, about. */
export function structuredSize(value: unknown): number {
	if (typeof value === "string") return SLOT_BYTES + value.length;
	if (typeof value !== "object" || value === null) return SLOT_BYTES;
	let bytes = OBJECT_BYTES;
	if (Array.isArray(value)) {
		for (const item of value) bytes += structuredSize(item);
		return bytes;
	}
	for (const [key, item] of Object.entries(value)) bytes += key.length + structuredSize(item);
	return bytes;
}
