import {
	FIRST_PUSH_DELAY_MS,
	type Message,
	type RowMeasurement,
	type RowsBatch,
	SensoctoError,
} from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import { Viewing, type ViewingContext } from "../../../domain/attention/viewing.ts";
import type { ViewerSink } from "../../../domain/delivery/viewer.ts";
import { type Channel, type ChannelReply, type ChannelSocket, refuse } from "../channel.ts";
import { answerPing } from "./ping-and-shout.ts";

/** What receiver channels work with. */
export interface ReceiverChannelContext extends ViewingContext {
	readonly clock: Clock;
}

/** Events by which a device would change its sensor. */
const FEEDING = new Set([
	"measurement",
	"data",
	"measurements_batch",
	"measurements_columns",
	"update_attributes",
	"update_connector",
]);

/**
 * A sensor topic joined with type `receiver`: a read-only subscription that gets each sample as a `measurement`.
 */
export class ReceiverChannel implements Channel, ViewerSink {
	readonly #socket: ChannelSocket;
	readonly #clock: Clock;
	readonly #viewing: Viewing;
	#left = false;

	constructor(socket: ChannelSocket, context: ReceiverChannelContext) {
		this.#socket = socket;
		this.#clock = context.clock;
		this.#viewing = new Viewing(context, this, "rows");
	}

	get bufferedBytes(): number {
		return this.#socket.connection.bufferedBytes;
	}

	/** The join's reply is on its way; listening begins when the client has had time to attach its handler. */
	joined(): void {
		this.#clock.setTimeout(() => {
			if (!this.#left) this.#viewing.subscribe([{ sensor_id: this.#socket.topic.id }], 0);
		}, FIRST_PUSH_DELAY_MS);
	}

	sendBatch(head: string, body: Buffer): void {
		const { batch } = JSON.parse(`{${head}${body}}`) as RowsBatch;
		for (const rows of Object.values(batch[this.#socket.topic.id] ?? {})) {
			for (const row of Array.isArray(rows) ? rows : [rows]) this.#measurement(row);
		}
	}

	receive({ event, payload }: Message): ChannelReply | null {
		if (event === "ping") return answerPing(payload);
		return FEEDING.has(event) ? refuse(new SensoctoError("read_only", { event })) : null;
	}

	left(): void {
		this.#left = true;
		this.#viewing.close();
	}

	#measurement({ attribute_id, payload, timestamp }: RowMeasurement): void {
		this.#socket.push("measurement", { attribute_id, payload, timestamp });
	}
}
