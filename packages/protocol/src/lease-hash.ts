import type { Lease } from "./viewer.ts";

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * The share of one lease in the hash of a viewer's set: 32-bit FNV-1a of `sensor_id`, 0, `attribute_id`, 0, `kind` in
 * UTF-8.
 *
 * The hash of a set is the sum over its leases modulo 2³², whatever their order, so that both ends keep it up to date
 * with one addition a change. Source: Fowler, Noll, Vo, draft-eastlake-fnv.
 *
 * @returns a whole number from 0 to 2³² − 1.
 */
export function hashLease({ sensor_id, attribute_id, kind }: Lease): number {
	let hash = text(OFFSET, sensor_id);
	hash = text(octet(hash, 0), attribute_id);
	hash = text(octet(hash, 0), kind);
	return hash >>> 0;
}

function octet(hash: number, value: number): number {
	return Math.imul(hash ^ value, PRIME);
}

function text(start: number, value: string): number {
	let hash = start;
	for (const character of value) {
		const code = character.codePointAt(0)!;
		if (code < 0x80) hash = octet(hash, code);
		else hash = wide(hash, code);
	}
	return hash;
}

/** A code point beyond ASCII; half a surrogate pair counts as U+FFFD, as text encoders write it. */
function wide(start: number, value: number): number {
	const code = value >= 0xd800 && value <= 0xdfff ? 0xfffd : value;
	if (code < 0x800) return octet(octet(start, 0xc0 | (code >> 6)), 0x80 | (code & 0x3f));
	const hash =
		code < 0x10000
			? octet(start, 0xe0 | (code >> 12))
			: octet(octet(start, 0xf0 | (code >> 18)), 0x80 | ((code >> 12) & 0x3f));
	return octet(octet(hash, 0x80 | ((code >> 6) & 0x3f)), 0x80 | (code & 0x3f));
}
