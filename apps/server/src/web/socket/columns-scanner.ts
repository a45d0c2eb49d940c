import { LIMITS } from "@sensocto/protocol";
import type { ScannedColumns } from "../../domain/sensors/scanned-columns.ts";
import { ByteScanner, isDigit } from "./byte-scanner.ts";
import { REMEMBERED_ATTRIBUTES, type ScanKeys, startsWith } from "./scan-keys.ts";

const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const COMMA = 0x2c;

const EVENT = Buffer.from(',"measurements_columns",{"t0":');
const COLUMNS = Buffer.from(',"columns":{"');
const STEP = Buffer.from('":{"dt":');
const FROM = Buffer.from(',"from":');
const VALUES = Buffer.from(',"v":[');
const NEXT = Buffer.from('},"');
const END = Buffer.from("}}}]");

/**
 * Reads what devices on the SDK send, without decoding it: V2 `measurements_columns` of a joined topic.
 *
 * It accepts exactly `[join_ref,ref,topic,"measurements_columns",{"t0":ms,"columns":{"…":{"dt":…,"from":…,"v":[…]},…}}]`
 * without spaces and in this order, valid throughout, of known attributes, each once; `from` may be absent. It finds the
 * very numbers `JSON.parse` would. Anything else is left to the decoder. Hot path, allocates nothing.
 */
export class ColumnsScanner extends ByteScanner implements ScannedColumns {
	count = 0;
	t0 = 0;
	readonly ids: string[] = [];
	readonly ends = new Int32Array(REMEMBERED_ATTRIBUTES);
	readonly offsets = new Float64Array(LIMITS.batchMeasurements);
	readonly values = new Float64Array(LIMITS.batchMeasurements);
	/** Samples of the columns read so far, and numbers of the list read last. */
	#filled = 0;
	#listed = 0;
	/** How the samples of an even column are spaced, and where they begin. */
	#stepMs = 0;
	#firstMs = 0;

	/** Whether a frame can be of this kind at all, by its end: it spares looking for its topic among many. */
	static endsLikeOne(bytes: Buffer): boolean {
		const last = bytes.length - END.length - 1;
		return last > 0 && bytes[last] === CLOSE_LIST && startsWith(bytes, last + 1, END);
	}

	/** Whether `bytes` is such a frame of the topic that `keys` describes. */
	scan(bytes: Buffer, keys: ScanKeys): boolean {
		let at = this.head(bytes, keys, EVENT);
		if (at < 0) return false;
		at = this.numberAt(bytes, at, true);
		if (at < 0 || !isOffset(this.number) || !startsWith(bytes, at, COLUMNS)) return false;
		this.t0 = this.number;
		this.count = 0;
		this.#filled = 0;
		at += COLUMNS.length;
		for (;;) {
			at = this.#column(bytes, at, keys);
			if (at < 0) return false;
			if (!startsWith(bytes, at, NEXT)) break;
			at += NEXT.length;
		}
		return at + END.length === bytes.length && startsWith(bytes, at, END);
	}

	/** Reads a column from its attribute's id to the end of its values; the position after that, or -1. */
	#column(bytes: Buffer, from: number, keys: ScanKeys): number {
		if (this.count === REMEMBERED_ATTRIBUTES) return -1;
		const id = keys.attributeAt(bytes, from);
		// Objects have keys that look like numbers first, whatever their order on the wire.
		if (id === null || isDigit(bytes[from]) || this.#isKnown(id)) return -1;
		let at = from + id.length;
		if (!startsWith(bytes, at, STEP)) return -1;
		at += STEP.length;
		const isList = bytes[at] === OPEN_LIST;
		at = isList ? this.#list(bytes, at + 1, this.offsets) : this.#step(bytes, at);
		const times = this.#listed;
		if (at < 0 || !startsWith(bytes, at, VALUES)) return -1;
		at = this.#list(bytes, at + VALUES.length, this.values);
		if (at < 0 || (isList ? times !== this.#listed : !this.#space())) return -1;
		if (!this.#take()) return -1;
		this.ids[this.count] = id;
		this.ends[this.count++] = this.#filled;
		return at;
	}

	/** Reads the time between two samples, and that of the first one if it stands there. */
	#step(bytes: Buffer, from: number): number {
		let at = this.numberAt(bytes, from, true);
		this.#stepMs = this.number;
		this.#firstMs = 0;
		if (at >= 0 && startsWith(bytes, at, FROM)) {
			at = this.numberAt(bytes, at + FROM.length, true);
			this.#firstMs = this.number;
		}
		return at;
	}

	/** Reads numbers up to the end of their list; there is at least one. */
	#list(bytes: Buffer, from: number, target: Float64Array): number {
		let at = from;
		let filled = this.#filled;
		for (;;) {
			at = this.numberAt(bytes, at, true);
			if (at < 0 || filled === LIMITS.batchMeasurements) return -1;
			target[filled++] = this.number;
			const byte = bytes[at++];
			if (byte === COMMA) continue;
			this.#listed = filled - this.#filled;
			return byte === CLOSE_LIST ? at : -1;
		}
	}

	/** Spaces the samples of the list read last by the step; false when that is none. */
	#space(): boolean {
		const [stepMs, firstMs] = [this.#stepMs, this.#firstMs];
		if (!isOffset(stepMs) || !isOffset(firstMs)) return false;
		for (let k = 0; k < this.#listed; k++) this.offsets[this.#filled + k] = firstMs + k * stepMs;
		return true;
	}

	/** Takes the samples of the list read last, if their times are such. */
	#take(): boolean {
		const end = this.#filled + this.#listed;
		for (let k = this.#filled; k < end; k++) {
			const offset = this.offsets[k]!;
			if (!isOffset(offset) || this.t0 + offset > LIMITS.timestampMs) return false;
		}
		this.#filled = end;
		return true;
	}

	#isKnown(id: string): boolean {
		for (let k = 0; k < this.count; k++) if (this.ids[k] === id) return true;
		return false;
	}
}

function isOffset(value: number): boolean {
	return value >= 0 && value <= LIMITS.timestampMs;
}
