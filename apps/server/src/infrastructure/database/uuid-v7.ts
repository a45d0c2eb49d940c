import { randomFillSync } from "node:crypto";

/**
 * Makes version 7 UUIDs (RFC 9562, section 5.7): 48 bits of time, then randomness.
 *
 * Ids come from here and not from a column default, because PostgreSQL has `uuidv7()` only since version 18.
 * @param nowMs milliseconds since 1970
 */
export function uuidV7(nowMs: number, random: (bytes: Uint8Array) => unknown = randomFillSync): string {
	const bytes = new Uint8Array(16);
	random(bytes);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, Math.floor(nowMs / 2 ** 32));
	view.setUint32(2, nowMs % 2 ** 32);
	view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
	view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
	const hex = Buffer.from(bytes.buffer).toString("hex");
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
