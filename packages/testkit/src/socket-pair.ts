import { Duplex } from "node:stream";

/** How a pair is made. */
export interface SocketPairOptions {
	/** Bytes each end takes in before its peer's writes wait; default 65 536. */
	readonly bufferBytes?: number;
}

/**
 * One end of a connection in memory, with the backpressure, half-close and reset of a real one.
 *
 * Invariant: a write calls back once the other end has room for more, so at most `bufferBytes` and one chunk wait.
 */
export class PairedSocket extends Duplex {
	#peer: PairedSocket | undefined;
	#waiting: (() => void) | undefined;

	constructor(bufferBytes: number) {
		super({ readableHighWaterMark: bufferBytes, writableHighWaterMark: bufferBytes, allowHalfOpen: true });
	}

	/** Joins two ends. */
	static join(a: PairedSocket, b: PairedSocket): void {
		a.#peer = b;
		b.#peer = a;
	}

	/** Ends the connection at once: the other end fails with `ECONNRESET`. */
	reset(): void {
		const peer = this.#peer;
		this.destroy();
		peer?.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
	}

	override _read(): void {
		const ready = this.#waiting;
		this.#waiting = undefined;
		ready?.();
	}

	override _write(chunk: Buffer, _encoding: string, callback: (error?: Error) => void): void {
		const peer = this.#peer!;
		if (peer.destroyed) callback(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
		else if (peer.push(chunk)) callback();
		else peer.#waiting = callback;
	}

	override _final(callback: () => void): void {
		this.#peer!.push(null);
		callback();
	}

	override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
		const peer = this.#peer;
		if (peer !== undefined && !peer.destroyed && !peer.readableEnded) peer.push(null);
		callback(error);
	}
}

/** Two ends of a connection in memory. */
export function socketPair({ bufferBytes = 65_536 }: SocketPairOptions = {}): [PairedSocket, PairedSocket] {
	const ends: [PairedSocket, PairedSocket] = [new PairedSocket(bufferBytes), new PairedSocket(bufferBytes)];
	PairedSocket.join(...ends);
	return ends;
}
