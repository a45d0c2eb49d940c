import type { Socket } from "node:net";
import type { FaultPlan } from "./fault-plan.ts";
import { ProxiedFlow } from "./proxied-flow.ts";
import type { SeededRng } from "./seeded-rng.ts";

/** One connection through a fault proxy: two flows that live and die together. */
export class ProxiedConnection {
	/** Its place in the order of connections, from 0. */
	readonly index: number;
	/** Resolves when both sides are gone. */
	readonly closed: Promise<void>;
	readonly toServer: ProxiedFlow;
	readonly toClient: ProxiedFlow;
	readonly #client: Socket;
	readonly #server: Socket;

	constructor(index: number, client: Socket, server: Socket, plan: FaultPlan, rng: SeededRng) {
		this.index = index;
		this.#client = client;
		this.#server = server;
		const ends = { reset: () => this.reset() };
		this.toServer = new ProxiedFlow(client, server, plan.toServer ?? {}, rng, ends);
		this.toClient = new ProxiedFlow(server, client, plan.toClient ?? {}, rng, ends);
		const gone = (socket: Socket, other: Socket) =>
			new Promise<void>((resolve) => {
				// A side that fails takes the other with it; `close` follows.
				socket.on("error", () => other.resetAndDestroy());
				socket.on("close", () => resolve());
			});
		this.closed = Promise.all([gone(client, server), gone(server, client)]).then(() => this.#stop());
	}

	/** Carries nothing either way until {@link release}: both sides stay connected. */
	hold(): void {
		this.toServer.hold();
		this.toClient.hold();
	}

	release(): void {
		this.toServer.release();
		this.toClient.release();
	}

	/** Resets both sides at once. */
	reset(): void {
		this.#stop();
		this.#client.resetAndDestroy();
		this.#server.resetAndDestroy();
	}

	/** Ends both sides in the orderly way, whatever is still held. */
	cut(): void {
		this.#stop();
		this.#client.end();
		this.#server.end();
	}

	#stop(): void {
		this.toServer.stop();
		this.toClient.stop();
	}
}
