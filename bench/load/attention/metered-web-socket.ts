import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { WebSocketConstructor, WebSocketLike } from "@sensocto/client";
import { WebSocket } from "ws";

/** What went over a connection, in bytes on the wire unless said otherwise. */
export class Meter {
	/** Payloads of sample frames and of the list of sensors that came. */
	samples = 0;
	directory = 0;
	#socket: Socket | null = null;

	/** Takes the connection to measure. */
	attach(socket: Socket): void {
		this.#socket = socket;
	}

	get received(): number {
		return this.#socket?.bytesRead ?? 0;
	}

	get sent(): number {
		return this.#socket?.bytesWritten ?? 0;
	}
}

/** What a viewer wants to hear of its frames. */
export interface FrameListener {
	/** Whether sample frames are handed on, to be decoded. */
	readonly decodes: boolean;
	/** A sample frame of this number came. */
	arrived(seq: number): void;
}

/**
 * A WebSocket class for the SDK that measures its connection.
 *
 * With a listener the list of sensors is counted and dropped, and so are sample frames where nobody decodes them: a crowd
 * of viewers in one process costs less than the server then.
 */
export function meteredWebSocket(meter: Meter, listener?: FrameListener): WebSocketConstructor {
	return class implements WebSocketLike {
		readonly #socket: WebSocket;

		constructor(url: string) {
			this.#socket = new WebSocket(url, { perMessageDeflate: false });
			this.#socket.once("upgrade", ({ socket }: IncomingMessage) => meter.attach(socket));
		}

		get readyState(): number {
			return this.#socket.readyState;
		}

		get bufferedAmount(): number {
			return this.#socket.bufferedAmount;
		}

		get binaryType(): string {
			return this.#socket.binaryType;
		}

		set binaryType(type: string) {
			this.#socket.binaryType = type as "arraybuffer";
		}

		send(data: string): void {
			this.#socket.send(data);
		}

		close(code?: number, reason?: string): void {
			this.#socket.close(code, reason);
		}

		addEventListener(type: string, callback: (event: never) => void): void {
			const listen = callback as (event: unknown) => void;
			if (type !== "message" || listener === undefined) {
				this.#socket.addEventListener(type as "message", listen);
				return;
			}
			this.#socket.addEventListener("message", (event) => {
				if (isWanted(event.data as string | ArrayBuffer, meter, listener)) listen(event);
			});
		}
	};
}

/** Beginning of a text frame within which its event stands. */
const HEAD = 120;

function isWanted(data: string | ArrayBuffer, meter: Meter, listener: FrameListener): boolean {
	if (typeof data !== "string") {
		meter.samples += data.byteLength;
		listener.arrived(frameNumber(new Uint8Array(data)));
		return listener.decodes;
	}
	if (!data.slice(0, HEAD).includes('"directory"')) return true;
	meter.directory += data.length;
	return false;
}

/** Number of a sample frame: behind the broadcast's head, the format and the flags. */
function frameNumber(bytes: Uint8Array): number {
	let at = 3 + bytes[1]! + bytes[2]! + 2;
	let number = 0;
	for (let scale = 1; ; scale *= 128) {
		const byte = bytes[at++]!;
		number += (byte & 127) * scale;
		if (byte < 128) return number;
	}
}
