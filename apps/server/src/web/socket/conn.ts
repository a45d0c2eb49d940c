/** One WebSocket as the platform uses it; hides which engine carries it. */
export interface Conn {
	/** Sends a text frame. */
	sendText(text: string): void;
	/** Sends one text frame made of three pieces; `body` is shared between connections and must not be changed. */
	push(head: string, body: Buffer, tail: string): void;
	/** Sends one binary frame made of two pieces; `body` is shared between connections and must not be changed. */
	pushBinary(head: Uint8Array, body: Buffer): void;
	/** Starts the closing handshake. */
	close(code: number, reason: string): void;
	/** Drops the connection without a handshake. */
	terminate(): void;
	/** Measures a round trip: calls `done` with its length in ms when the peer answers. */
	ping(done: (rttMs: number) => void): void;
	/** Reads nothing more until the network has taken everything handed over. */
	pauseUntilDrained(): void;
	/** Bytes handed over and not yet taken by the network. */
	readonly bufferedBytes: number;
}

/** What the engine tells of a connection. */
export interface ConnListener {
	/** A text frame, checked to be UTF-8; the bytes may be used again after the call. */
	text(bytes: Buffer): void;
	binary(bytes: Buffer): void;
	/** Bytes came in, of whatever frames; told before their content. */
	activity(): void;
	closed(code: number): void;
}
