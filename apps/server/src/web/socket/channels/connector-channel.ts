import { isRecord, type Message, SensoctoError } from "@sensocto/protocol";
import { type Channel, type ChannelReply, type ChannelSocket, ok, refuse } from "../channel.ts";

/** A channel that only answers `ping` and passes on `shout`: connectors and connection tests. */
export class ConnectorChannel implements Channel {
	readonly #socket: ChannelSocket;

	constructor(socket: ChannelSocket) {
		this.#socket = socket;
	}

	receive({ event, payload }: Message): ChannelReply | null {
		switch (event) {
			case "ping":
				return ok(isRecord(payload) ? payload : {});
			case "shout":
				this.#socket.broadcast("shout", payload);
				return null;
			default:
				return refuse(new SensoctoError("unknown_event", { event }));
		}
	}

	left(): void {}
}
