import { decodeFrame, type Message } from "@sensocto/protocol";
import type { Inbox } from "./inbox.ts";

/** A WebSocket class that notes every V2 text message before its library sees it. */
export function recordingWebSocket(wire: Inbox<Message>): typeof WebSocket {
	return class extends WebSocket {
		constructor(url: string | URL, protocols?: string | string[]) {
			super(url, protocols);
			this.addEventListener("message", ({ data }) => {
				if (typeof data === "string") wire.push(decodeFrame(2, data));
			});
		}
	};
}
