import type { ClientHealth, Lease } from "@sensocto/protocol";
import type { TestServer } from "../launch-server.ts";
import { outcome, RawSocket } from "./raw-socket.ts";

/** What a tab tells of its attention; the epoch is its own. */
export interface TabAttention {
	readonly add?: readonly Lease[];
	readonly remove?: readonly Lease[];
	readonly hidden?: boolean;
	readonly full?: boolean;
	readonly heartbeat?: boolean;
	readonly hash?: number;
}

/** One open page as the server sees it: a socket of its own, spoken without any client library. */
export class Tab {
	readonly #socket: RawSocket;
	readonly #topic: string;
	#epoch = 0;

	private constructor(socket: RawSocket, topic: string) {
		this.#socket = socket;
		this.#topic = topic;
	}

	static async open(server: TestServer, viewId: string): Promise<Tab> {
		const socket = await RawSocket.open(server.socketUrl("vsn=2.0.0"), 2);
		const topic = `viewer:${viewId}`;
		await socket.ask({ topic, event: "phx_join", ref: "join", joinRef: "1" });
		return new Tab(socket, topic);
	}

	/** Tells a change of attention; answers the reply as `{ok}` or `{error}`. */
	async attend(change: TabAttention): Promise<unknown> {
		const epoch = ++this.#epoch;
		const payload = { epoch, add: [], remove: [], ...change };
		return outcome(await this.#ask("attention", `attention ${epoch}`, payload));
	}

	/** Reports the device in front of the person; resolves when the server has read it. */
	async health(report: ClientHealth): Promise<void> {
		const ref = `health ${++this.#epoch}`;
		this.#socket.send({ topic: this.#topic, event: "client_health", payload: report, joinRef: "1" });
		await this.#ask("ping", ref, {});
	}

	/** Cuts the connection without a closing handshake. */
	kill(): void {
		this.#socket.ws.terminate();
	}

	#ask(event: string, ref: string, payload: unknown) {
		return this.#socket.ask({ topic: this.#topic, event, payload, ref, joinRef: "1" });
	}
}
