const SIGNATURE_BYTES = 11;
/** Signature, flags and the length of the header extension. */
const HEADER_BYTES = SIGNATURE_BYTES + 8;
const END = -1;

/**
 * Takes the bytes of a binary COPY in pieces of any size and hands over its rows.
 *
 * A row is handed over when it is whole; the bytes of one that is not wait for the next piece.
 */
export class CopyRowReader {
	readonly #visit: (columns: (Buffer | null)[]) => void;
	#rest: Buffer = Buffer.alloc(0);
	#hasHeader = false;

	/** @param visit gets the columns of a row; they share memory with the piece and are valid during the call */
	constructor(visit: (columns: (Buffer | null)[]) => void) {
		this.#visit = visit;
	}

	push(piece: Buffer): void {
		const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
		let at = 0;
		if (!this.#hasHeader) {
			if (bytes.length < HEADER_BYTES) {
				this.#rest = bytes;
				return;
			}
			at = HEADER_BYTES + bytes.readInt32BE(SIGNATURE_BYTES + 4);
			this.#hasHeader = true;
		}
		for (let end = endOfRow(bytes, at); end > at; end = endOfRow(bytes, at)) {
			const count = bytes.readInt16BE(at);
			if (count === END) break;
			this.#visit(columnsOf(bytes, at + 2, count));
			at = end;
		}
		this.#rest = bytes.subarray(at);
	}
}

/** Where the row that begins at `at` ends; `at` itself while it is not whole. */
function endOfRow(bytes: Buffer, at: number): number {
	if (at + 2 > bytes.length) return at;
	const count = bytes.readInt16BE(at);
	let end = at + 2;
	for (let column = 0; column < count; column += 1) {
		if (end + 4 > bytes.length) return at;
		end += 4 + Math.max(0, bytes.readInt32BE(end));
	}
	return end > bytes.length ? at : end;
}

function columnsOf(bytes: Buffer, from: number, count: number): (Buffer | null)[] {
	const columns: (Buffer | null)[] = [];
	for (let column = 0, at = from; column < count; column += 1) {
		const length = bytes.readInt32BE(at);
		at += 4;
		columns.push(length < 0 ? null : bytes.subarray(at, at + length));
		at += Math.max(0, length);
	}
	return columns;
}
