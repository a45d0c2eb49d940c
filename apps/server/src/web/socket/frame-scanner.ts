import { LIMITS } from "@sensocto/protocol";

/** Attribute ids a topic's keys remember; the byte comparison stays short. */
const REMEMBERED_ATTRIBUTES = 32;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;

/** Whole numbers of at most this many digits, and so their decimal fractions, are exact in a double. */
const EXACT_DIGITS = 15;

/** From so many bytes on, a call into the runtime compares faster than a loop. */
const NATIVE_FROM = 48;

const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => 10 ** k);

const EVENT = Buffer.from(',"measurement",{"attribute_id":"');
const PAYLOAD = Buffer.from('","payload":');
const TIMESTAMP = Buffer.from(',"timestamp":');
const END = Buffer.from("}]");

/** The bytes by which frames of one joined topic are recognised. */
export class ScanKeys {
	/** The topic as JSON, with its comma in front. */
	readonly topic: Buffer;
	/** The join reference as JSON, with the bracket in front. */
	readonly joinRef: Buffer;
	readonly #attributes: { readonly bytes: Buffer; readonly id: string }[] = [];

	constructor(topic: string, joinRef: string | number | null) {
		this.topic = Buffer.from(`,${JSON.stringify(topic)}`);
		this.joinRef = Buffer.from(`[${JSON.stringify(joinRef)}`);
	}

	/** Remembers an attribute that was seen the long way. */
	learn(id: string): void {
		if (this.#attributes.length >= REMEMBERED_ATTRIBUTES || this.#attributes.some((known) => known.id === id))
			return;
		this.#attributes.push({ bytes: Buffer.from(id), id });
	}

	/** The remembered attribute whose id stands at `at`, followed by a quote; the last one found is tried first. */
	attributeAt(bytes: Buffer, at: number): string | null {
		const attributes = this.#attributes;
		for (let k = 0; k < attributes.length; k++) {
			const known = attributes[k]!;
			if (bytes[at + known.bytes.length] !== QUOTE || !startsWith(bytes, at, known.bytes)) continue;
			if (k > 0) {
				attributes[k] = attributes[k - 1]!;
				attributes[k - 1] = known;
			}
			return known.id;
		}
		return null;
	}
}

/**
 * Reads the most common frame without decoding it: a V2 `measurement` of a plain number on a joined topic.
 *
 * It accepts exactly `[join_ref,ref,topic,"measurement",{"attribute_id":"…","payload":n,"timestamp":ms}]` without
 * spaces, of known topic and attribute, and finds the very numbers `JSON.parse` would. Anything else is left to the
 * decoder. The result stands in `attributeId`, `value` and `timestamp`; hot path, allocates nothing.
 */
export class FrameScanner {
	attributeId = "";
	value = 0;
	timestamp = 0;
	#number = 0;

	/** Whether `bytes` is such a frame of the topic that `keys` describes. */
	scan(bytes: Buffer, keys: ScanKeys): boolean {
		let at = this.#refs(bytes, keys);
		if (at < 0 || !startsWith(bytes, at, keys.topic)) return false;
		at += keys.topic.length;
		if (!startsWith(bytes, at, EVENT)) return false;
		at += EVENT.length;
		const id = keys.attributeAt(bytes, at);
		if (id === null) return false;
		at += id.length;
		if (!startsWith(bytes, at, PAYLOAD)) return false;
		at = this.#numberAt(bytes, at + PAYLOAD.length, true);
		if (at < 0) return false;
		const value = this.#number;
		if (!startsWith(bytes, at, TIMESTAMP)) return false;
		at = this.#numberAt(bytes, at + TIMESTAMP.length, false);
		if (at < 0 || at + END.length !== bytes.length || !startsWith(bytes, at, END)) return false;
		if (this.#number < 0 || this.#number > LIMITS.timestampMs) return false;
		this.attributeId = id;
		this.value = value;
		this.timestamp = this.#number;
		return true;
	}

	/** Position after `[join_ref,ref`, or -1; a null join_ref is as good as the right one. */
	#refs(bytes: Buffer, keys: ScanKeys): number {
		let at: number;
		if (startsWith(bytes, 0, keys.joinRef)) at = keys.joinRef.length;
		else if (startsWith(bytes, 0, NO_JOIN_REF)) at = NO_JOIN_REF.length;
		else return -1;
		if (bytes[at++] !== COMMA) return -1;
		if (bytes[at] === QUOTE) return endOfPlainString(bytes, at + 1);
		if (startsWith(bytes, at, NULL)) return at + NULL.length;
		return this.#numberAt(bytes, at, false);
	}

	/** Reads a number into `#number` and returns the position after it, or -1 when it takes more care. */
	#numberAt(bytes: Uint8Array, from: number, fraction: boolean): number {
		let at = from;
		const negative = bytes[at] === MINUS;
		if (negative) at++;
		const first = at;
		let whole = 0;
		let byte = bytes[at]!;
		while (byte >= ZERO && byte <= NINE) {
			whole = whole * 10 + (byte - ZERO);
			byte = bytes[++at]!;
		}
		let digits = at - first;
		if (digits === 0 || digits > EXACT_DIGITS || (digits > 1 && bytes[first] === ZERO)) return -1;
		if (byte === DOT) {
			if (!fraction) return -1;
			const point = at;
			byte = bytes[++at]!;
			while (byte >= ZERO && byte <= NINE) {
				whole = whole * 10 + (byte - ZERO);
				byte = bytes[++at]!;
			}
			const decimals = at - point - 1;
			digits += decimals;
			if (decimals === 0 || digits > EXACT_DIGITS) return -1;
			whole /= POWERS[decimals]!;
		}
		this.#number = negative ? -whole : whole;
		return at;
	}
}

const NO_JOIN_REF = Buffer.from("[null");
const NULL = Buffer.from("null");

function startsWith(bytes: Buffer, at: number, expected: Buffer): boolean {
	const { length } = expected;
	if (at + length > bytes.length) return false;
	if (length >= NATIVE_FROM) return bytes.compare(expected, 0, length, at, at + length) === 0;
	for (let k = 0; k < length; k++) if (bytes[at + k] !== expected[k]) return false;
	return true;
}

/** Position after the closing quote of a string without escapes and control characters, or -1. */
function endOfPlainString(bytes: Uint8Array, from: number): number {
	for (let at = from; at < bytes.length; at++) {
		const byte = bytes[at]!;
		if (byte === QUOTE) return at + 1;
		if (byte === BACKSLASH || byte < 0x20) return -1;
	}
	return -1;
}
