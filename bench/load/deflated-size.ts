import { once } from "node:events";
import { constants, createDeflateRaw, deflateRawSync } from "node:zlib";

/** What ends each compressed WebSocket message and is not sent (RFC 7692, 7.2.1). */
const TAIL_BYTES = 4;

function headerBytes(length: number): number {
	if (length < 126) return 2;
	return length < 65_536 ? 4 : 10;
}

/** Bytes that text messages take on the wire with permessage-deflate, whose dictionary goes from one to the next. */
export async function deflatedSize(messages: readonly Buffer[]): Promise<number> {
	const deflate = createDeflateRaw();
	let size = 0;
	let total = 0;
	deflate.on("data", (chunk: Buffer) => {
		size += chunk.length;
	});
	for (const message of messages) {
		size = 0;
		deflate.write(message);
		await new Promise<void>((resolve) => deflate.flush(constants.Z_SYNC_FLUSH, resolve));
		const body = size - TAIL_BYTES;
		total += headerBytes(body) + body;
	}
	deflate.end();
	await once(deflate, "close");
	return total;
}

/** The same where each message is deflated by itself (`server_no_context_takeover`), as servers with many clients do. */
export function deflatedAloneSize(messages: readonly Buffer[]): number {
	return messages.reduce((total, message) => {
		const body = deflateRawSync(message, { finishFlush: constants.Z_SYNC_FLUSH }).length - TAIL_BYTES;
		return total + headerBytes(body) + body;
	}, 0);
}
