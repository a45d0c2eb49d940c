import { type ScanKeys, startsWith } from "./scan-keys.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const BACKSLASH = 0x5c;

/** Whole numbers of at most this many digits, and so their decimal fractions, are exact in a double. */
const EXACT_DIGITS = 15;

const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => 10 ** k);

const NO_JOIN_REF = Buffer.from("[null");
const NULL = Buffer.from("null");

/** Whether a byte is a decimal digit. */
export function isDigit(byte: number | undefined): boolean {
	return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** Reads the parts that frames of a joined topic have in common, without decoding them; hot path, allocates nothing. */
export abstract class ByteScanner {
	/** The number that {@link ByteScanner.numberAt} read last. */
	protected number = 0;

	/** Position after `[join_ref,ref,topic` and the event, or -1; a null join_ref is as good as the right one. */
	protected head(bytes: Buffer, keys: ScanKeys, event: Buffer): number {
		const at = this.#refs(bytes, keys);
		if (at < 0 || !startsWith(bytes, at, keys.topic)) return -1;
		const end = at + keys.topic.length;
		return startsWith(bytes, end, event) ? end + event.length : -1;
	}

	/** Reads a number into `number` and returns the position after it, or -1 when it takes more care. */
	protected numberAt(bytes: Uint8Array, from: number, fraction: boolean): number {
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
		this.number = negative ? -whole : whole;
		return at;
	}

	/** Position after `[join_ref,ref`, or -1. */
	#refs(bytes: Buffer, keys: ScanKeys): number {
		let at: number;
		if (startsWith(bytes, 0, keys.joinRef)) at = keys.joinRef.length;
		else if (startsWith(bytes, 0, NO_JOIN_REF)) at = NO_JOIN_REF.length;
		else return -1;
		if (bytes[at++] !== COMMA) return -1;
		if (bytes[at] === QUOTE) return endOfPlainString(bytes, at + 1);
		if (startsWith(bytes, at, NULL)) return at + NULL.length;
		return this.numberAt(bytes, at, false);
	}
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
