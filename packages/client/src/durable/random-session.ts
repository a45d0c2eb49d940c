const BYTES = 12;

/** A session name that no other run has: 24 hexadecimal digits from the engine's secure source. */
export function randomSession(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
