/** How the deliveries that reach a connection are counted: not at all, by a marker in the text, or by stream frames. */
export const COUNTING = { nothing: 0, marker: 1, streams: 2 } as const;

/** A message to publish, and where its 13 digits of time and the mask of its WebSocket frame stand in it. */
export interface PreparedMessage {
	bytes: Buffer;
	/** Offset of the digits of the time, which is written just before sending. */
	stampAt: number;
	/** Offset of the WebSocket mask, or -1 when the bytes are not masked. */
	maskAt: number;
}

/** What the load generator does before it measures, connection by connection; see `generator/connection.c`. */
export class LoadPlan {
	readonly #parts: Buffer[] = [];

	/** Opens the next connection. */
	connect(counting: keyof typeof COUNTING): this {
		this.#parts.push(Buffer.from(`connect ${COUNTING[counting]}\n`));
		return this;
	}

	send(bytes: Buffer | string): this {
		const body = Buffer.from(bytes);
		this.#parts.push(Buffer.from(`send ${body.length}\n`), body);
		return this;
	}

	/** Waits until the text has come. */
	wait(text: string): this {
		const body = Buffer.from(text);
		this.#parts.push(Buffer.from(`wait ${body.length}\n`), body);
		return this;
	}

	/** Forgets what came up to the end of what was waited for last: what follows is counted. */
	drop(): this {
		this.#parts.push(Buffer.from("drop\n"));
		return this;
	}

	/** Lets the connection send these bytes from time to time as a sign of life. */
	givesSign(bytes: Buffer): this {
		this.#parts.push(Buffer.from(`sign ${bytes.length}\n`), bytes);
		return this;
	}

	/** Adds messages that this connection publishes in turn: it is a publisher. */
	publishes(messages: readonly PreparedMessage[]): this {
		for (const { bytes, maskAt, stampAt } of messages) {
			this.#parts.push(Buffer.from(`frame ${bytes.length} ${stampAt} ${maskAt}\n`), bytes);
		}
		return this;
	}

	toBuffer(): Buffer {
		return Buffer.concat(this.#parts);
	}
}
