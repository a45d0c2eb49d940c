/** Operation codes of WebSocket frames (RFC 6455, 5.2). */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** A frame of a client, right or wrong. */
export interface WireFrame {
	readonly opcode: number;
	readonly payload?: string | Uint8Array;
	/** Whether it is the last of its message; default true. */
	readonly fin?: boolean;
	/** Reserved bits, 0 to 7; default 0. */
	readonly rsv?: number;
	/** Whether it is masked as a client's frames have to be; default true. */
	readonly masked?: boolean;
	/** Length that is announced instead of the real one. */
	readonly announced?: bigint;
	/** Bytes of the length field, whatever the length needs. */
	readonly lengthBytes?: 1 | 2 | 8;
}

/** Mask of every frame: it has to be there, not to be secret. */
const MASK = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

/** The bytes of a frame. */
export function wireFrame(frame: WireFrame): Buffer {
	const { fin = true, masked = true, opcode, rsv = 0 } = frame;
	const payload = Buffer.from(frame.payload ?? "");
	const length = frame.announced ?? BigInt(payload.length);
	const lengthBytes = frame.lengthBytes ?? (length < 126n ? 1 : length < 65_536n ? 2 : 8);
	const head = Buffer.alloc(1 + (lengthBytes === 1 ? 1 : 1 + lengthBytes));
	head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
	const maskBit = masked ? 0x80 : 0;
	head[1] = maskBit | (lengthBytes === 1 ? Number(length) : lengthBytes === 2 ? 126 : 127);
	if (lengthBytes === 2) head.writeUInt16BE(Number(length), 2);
	if (lengthBytes === 8) head.writeBigUInt64BE(length, 2);
	if (!masked) return Buffer.concat([head, payload]);
	for (let k = 0; k < payload.length; k++) payload[k]! ^= MASK[k & 3]!;
	return Buffer.concat([head, MASK, payload]);
}

/** A close frame with a code and a reason. */
export function closeFrame(code: number, reason: string | Uint8Array = ""): Buffer {
	const head = Buffer.alloc(2);
	head.writeUInt16BE(code);
	return wireFrame({ opcode: OPCODE.close, payload: Buffer.concat([head, Buffer.from(reason)]) });
}
