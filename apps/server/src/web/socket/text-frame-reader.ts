import { isUtf8 } from "node:buffer";

const FINAL = 0x80;
const RESERVED = 0x70;
const MASKED = 0x80;
const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Lengths of a frame's header without and with an extended length, and of its mask (RFC 6455, 5.2). */
const SHORT_HEADER = 2;
const MIDDLE_HEADER = 4;
const LONG_HEADER = 10;
const MASK = 4;

/** The bits of four bytes that ASCII has not. */
const NOT_ASCII = 0x80808080;

/** Where a reader delivers: whole text messages to one side, all other bytes to the other. */
export interface TextFrameSinks {
	/** A message in one frame, checked to be UTF-8. */
	text(bytes: Buffer): void;
	/** Bytes of frames that are not read here, in order; a chunk may end anywhere within a frame. */
	rest(chunk: Buffer): void;
}

/**
 * Reads from a client's bytes the frames that nearly all of them are: whole messages of text.
 *
 * Invariants:
 * 1. Both sinks together get every byte once, in order; the rest is made of whole frames and of those only.
 * 2. Control frames, fragments, binary messages and frames that a chunk cuts belong to the rest, as does everything
 *    after a close or after bytes that are no frame: what they mean and how they fail is not decided here.
 *
 * Hot path: a text frame costs one view on the chunk it came in.
 */
export class TextFrameReader {
	readonly #sinks: TextFrameSinks;
	/** Bytes still to come of a frame that belongs to the rest. */
	#owed = 0;
	/** Start of a frame whose header is not complete yet. */
	#begun: Buffer | null = null;
	/** A fragmented message is under way. */
	#fragmented = false;
	/** Everything from here on belongs to the rest. */
	#ended = false;

	constructor(sinks: TextFrameSinks) {
		this.#sinks = sinks;
	}

	/** Takes in the first `length` bytes of a chunk from the network; text frames in them are unmasked in place. */
	read(chunk: Buffer, length = chunk.length): void {
		if (this.#begun === null) this.#read(chunk, length);
		else {
			const whole = Buffer.concat([this.#begun, chunk.subarray(0, length)]);
			this.#begun = null;
			this.#read(whole, whole.length);
		}
	}

	#read(bytes: Buffer, length: number): void {
		let at = Math.min(this.#owed, length);
		this.#owed -= at;
		const view = viewOn(bytes);
		// From here to `at` is for the rest: it goes there in one piece.
		let from = 0;
		while (at < length && !this.#ended) {
			const header = headerLength(bytes, at, length);
			if (header === 0) break;
			const bodyAt = at + header + MASK;
			const end = bodyAt + bodyLength(bytes, at, header);
			if (end <= length && this.#isWholeText(bytes, at) && unmask(bytes, view, bodyAt, end)) {
				if (from < at) this.#sinks.rest(bytes.subarray(from, at));
				this.#sinks.text(bytes.subarray(bodyAt, end));
				from = end;
				at = end;
			} else {
				this.#note(bytes, at, header);
				this.#owed = Math.max(0, end - length);
				at = Math.min(end, length);
			}
		}
		if (this.#ended) at = length;
		if (at < length) this.#begun = Buffer.from(bytes.subarray(at, length));
		if (from < at) this.#sinks.rest(bytes.subarray(from, at));
	}

	#isWholeText(bytes: Buffer, at: number): boolean {
		return bytes[at] === (FINAL | OPCODE.text) && bytes[at + 1]! >= MASKED && !this.#fragmented;
	}

	/** Follows a frame of the rest as far as later frames depend on it. */
	#note(bytes: Buffer, at: number, header: number): void {
		const first = bytes[at]!;
		const final = first >= FINAL;
		switch (first & 0x0f) {
			case OPCODE.continuation:
			case OPCODE.text:
			case OPCODE.binary:
				this.#fragmented = !final;
				break;
			case OPCODE.ping:
			case OPCODE.pong:
				if (!final || header !== SHORT_HEADER) this.#ended = true;
				break;
			default:
				this.#ended = true;
		}
		if ((first & RESERVED) !== 0 || bytes[at + 1]! < MASKED) this.#ended = true;
	}
}

/** The view of the buffer read last: most reads are into the same one. */
let lastView: DataView = new DataView(new ArrayBuffer(0));

function viewOn({ buffer, byteLength, byteOffset }: Buffer): DataView {
	if (lastView.buffer !== buffer || lastView.byteOffset !== byteOffset || lastView.byteLength !== byteLength)
		lastView = new DataView(buffer, byteOffset, byteLength);
	return lastView;
}

/** Length of the header of the frame at `at`, or 0 when it has not come whole yet. */
function headerLength(bytes: Buffer, at: number, end: number): number {
	if (end - at < SHORT_HEADER) return 0;
	const length = bytes[at + 1]! & 0x7f;
	const header = length < 126 ? SHORT_HEADER : length === 126 ? MIDDLE_HEADER : LONG_HEADER;
	return end - at < header ? 0 : header;
}

function bodyLength(bytes: Buffer, at: number, header: number): number {
	if (header === SHORT_HEADER) return bytes[at + 1]! & 0x7f;
	if (header === MIDDLE_HEADER) return bytes.readUInt16BE(at + 2);
	return bytes.readUInt32BE(at + 2) * 2 ** 32 + bytes.readUInt32BE(at + 6);
}

/** Takes the mask off a body; when that turns out to be no UTF-8 it is put on again, and the answer is false. */
function unmask(bytes: Buffer, view: DataView, bodyAt: number, end: number): boolean {
	if (applyMask(bytes, view, bodyAt, end) || isUtf8(bytes.subarray(bodyAt, end))) return true;
	applyMask(bytes, view, bodyAt, end);
	return false;
}

/** Combines a body with the mask before it; returns whether all its bytes are ASCII then. */
function applyMask(bytes: Buffer, view: DataView, bodyAt: number, end: number): boolean {
	const mask = view.getInt32(bodyAt - MASK, true);
	let all = 0;
	let at = bodyAt;
	for (; at + 3 < end; at += 4) {
		const word = view.getInt32(at, true) ^ mask;
		view.setInt32(at, word, true);
		all |= word;
	}
	for (let k = bodyAt - MASK; at < end; at++, k++) {
		const byte = bytes[at]! ^ bytes[k]!;
		bytes[at] = byte;
		all |= byte;
	}
	return (all & NOT_ASCII) === 0;
}
