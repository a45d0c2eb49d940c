import type { Message, RowMeasurement, RowsBatch } from "@sensocto/protocol";
import { Viewing, type ViewingContext } from "../../../domain/attention/viewing.ts";
import type { ViewerSink } from "../../../domain/delivery/viewer.ts";
import { type Channel, type ChannelReply, type ChannelSocket, ok } from "../channel.ts";

/**
 * A sensor topic joined with type `receiver`: a read-only subscription that gets each sample as a `measurement`.
 */
export class ReceiverChannel implements Channel, ViewerSink {
	readonly #socket: ChannelSocket;
	readonly #viewing: Viewing;

	constructor(socket: ChannelSocket, context: ViewingContext) {
		this.#socket = socket;
		this.#viewing = new Viewing(context, this, "rows");
	}

	get bufferedBytes(): number {
		return this.#socket.connection.bufferedBytes;
	}

	/** Begins to listen. */
	joined(): void {
		this.#viewing.subscribe([{ sensor_id: this.#socket.topic.id }], 0);
	}

	sendBatch(head: string, body: Buffer): void {
		const { batch } = JSON.parse(`{${head}${body}}`) as RowsBatch;
		for (const rows of Object.values(batch[this.#socket.topic.id] ?? {})) {
			for (const row of Array.isArray(rows) ? rows : [rows]) this.#measurement(row);
		}
	}

	receive(message: Message): ChannelReply | null {
		return message.event === "ping" ? ok(message.payload as object) : null;
	}

	left(): void {
		this.#viewing.close();
	}

	#measurement({ attribute_id, payload, timestamp }: RowMeasurement): void {
		this.#socket.push("measurement", { attribute_id, payload, timestamp });
	}
}
