import { isEntityId, isRecord, type Message } from "@sensocto/protocol";
import { Viewing, type ViewingContext } from "../../../domain/attention/viewing.ts";
import type { ViewerSink } from "../../../domain/delivery/viewer.ts";
import type { Channel, ChannelSocket } from "../channel.ts";

/**
 * The channel `viewer:data:<token>`: rows of the sensors its token names, or of those told to be visible.
 */
export class LegacyViewerChannel implements Channel, ViewerSink {
	readonly #socket: ChannelSocket;
	readonly #viewing: Viewing;
	readonly #allowed: ReadonlySet<string> | null;

	/** @param allowed the sensors the token was made for, or null for all. */
	constructor(socket: ChannelSocket, context: ViewingContext, allowed: ReadonlySet<string> | null) {
		this.#socket = socket;
		this.#allowed = allowed;
		this.#viewing = new Viewing(context, this, "rows");
	}

	get bufferedBytes(): number {
		return this.#socket.connection.bufferedBytes;
	}

	sendBatch(head: string, body: Buffer): void {
		this.#socket.pushShared("sensor_batch", head, body);
	}

	/** Starts with these sensors. */
	show(sensorIds: Iterable<string>): void {
		this.#viewing.subscribe(
			Array.from(sensorIds, (sensor_id) => ({ sensor_id })),
			0,
		);
	}

	receive(message: Message): null {
		if (message.event === "set_visible_sensors" && isRecord(message.payload)) {
			const ids = Array.isArray(message.payload.sensor_ids)
				? message.payload.sensor_ids.filter(isEntityId)
				: [];
			const visible = ids.filter((id) => this.#allowed === null || this.#allowed.has(id));
			this.#viewing.replace(
				visible.map((sensor_id) => ({ sensor_id })),
				0,
			);
		}
		return null;
	}

	left(): void {
		this.#viewing.close();
	}
}
