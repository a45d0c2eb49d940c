import { LIMITS } from "@sensocto/protocol";
import { ByteScanner, isDigit } from "./byte-scanner.ts";
import { type ScanKeys, startsWith } from "./scan-keys.ts";

const EVENT = Buffer.from(',"measurement",{"attribute_id":"');
const PAYLOAD = Buffer.from('","payload":');
const TIMESTAMP = Buffer.from(',"timestamp":');
const END = Buffer.from("}]");

/**
 * Reads the most common frame without decoding it: a V2 `measurement` of a plain number on a joined topic.
 *
 * It accepts exactly `[join_ref,ref,topic,"measurement",{"attribute_id":"…","payload":n,"timestamp":ms}]` without
 * spaces, of known topic and attribute, and finds the very numbers `JSON.parse` would. Anything else is left to the
 * decoder. The result stands in `attributeId`, `value` and `timestamp`; hot path, allocates nothing.
 */
export class FrameScanner extends ByteScanner {
	attributeId = "";
	value = 0;
	timestamp = 0;

	/** Whether a frame can be of this kind at all, by its end: it spares looking for its topic among many. */
	static endsLikeOne(bytes: Buffer): boolean {
		return isDigit(bytes[bytes.length - END.length - 1]);
	}

	/** Whether `bytes` is such a frame of the topic that `keys` describes. */
	scan(bytes: Buffer, keys: ScanKeys): boolean {
		let at = this.head(bytes, keys, EVENT);
		if (at < 0) return false;
		const id = keys.attributeAt(bytes, at);
		if (id === null) return false;
		at += id.length;
		if (!startsWith(bytes, at, PAYLOAD)) return false;
		at = this.numberAt(bytes, at + PAYLOAD.length, true);
		if (at < 0) return false;
		const value = this.number;
		if (!startsWith(bytes, at, TIMESTAMP)) return false;
		at = this.numberAt(bytes, at + TIMESTAMP.length, false);
		if (at < 0 || at + END.length !== bytes.length || !startsWith(bytes, at, END)) return false;
		if (this.number < 0 || this.number > LIMITS.timestampMs) return false;
		this.attributeId = id;
		this.value = value;
		this.timestamp = this.number;
		return true;
	}
}
