import { type Message, SensoctoError } from "@sensocto/protocol";
import { type Channel, type ChannelReply, type ChannelSocket, refuse } from "../channel.ts";
import { answerPing, passOnShout } from "./ping-and-shout.ts";

/** A channel that only answers `ping` and passes on `shout`: connectors and connection tests. */
export class ConnectorChannel implements Channel {
	readonly #socket: ChannelSocket;

	constructor(socket: ChannelSocket) {
		this.#socket = socket;
	}

	receive({ event, payload }: Message): ChannelReply | null {
		switch (event) {
			case "ping":
				return answerPing(payload);
			case "shout":
				return passOnShout(this.#socket, payload);
			default:
				return refuse(new SensoctoError("unknown_event", { event }));
		}
	}

	left(): void {}
}
