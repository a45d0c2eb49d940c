import type { Message } from "@sensocto/protocol";
import type { Channel } from "./channel.ts";
import type { ClientClock } from "./client-clock.ts";

/** What a channel needs from the socket that carries it. */
export interface ChannelLink {
	readonly clock: ClientClock;
	random(): number;
	isOpen(): boolean;
	/** A reference no other message of this socket has. */
	nextRef(): string;
	transmit(message: Message): void;
	/** Takes an error that no caller waits for. */
	report(error: unknown): void;
	/** From now on the channel gets the messages of its topic and hears about the connection. */
	attach(channel: Channel): void;
	detach(channel: Channel): void;
}
