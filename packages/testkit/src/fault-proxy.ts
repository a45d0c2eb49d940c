import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { FaultPlan } from "./fault-plan.ts";
import { ProxiedConnection } from "./proxied-connection.ts";
import { SeededRng } from "./seeded-rng.ts";

/** Connections one proxy carries at the same time; further ones are reset. */
const CONNECTIONS = 10_000;

/** What a fault proxy does. */
export interface FaultProxyOptions {
	/** Port of the loopback interface the proxy leads to. */
	readonly port: number;
	/** Seed of everything that happens by chance; default 1. */
	readonly seed?: number;
	/** Faults of each connection, by its place in the order of connections; none when absent. */
	readonly plan?: (index: number, rng: SeededRng) => FaultPlan;
}

/**
 * A TCP proxy in this process that makes the network as bad as a test wants it.
 *
 * Faults of a connection follow from the seed and its place in the order of connections alone, so that a run repeats
 * as far as the network under it does.
 */
export class FaultProxy {
	readonly #options: FaultProxyOptions;
	readonly #server: Server;
	readonly #connections = new Set<ProxiedConnection>();
	#accepted = 0;
	#isPartitioned = false;

	private constructor(options: FaultProxyOptions) {
		this.#options = options;
		this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
	}

	/** Starts a proxy on a free port of the loopback interface. */
	static async listen(options: FaultProxyOptions): Promise<FaultProxy> {
		const proxy = new FaultProxy(options);
		proxy.#server.listen(0, "127.0.0.1");
		await once(proxy.#server, "listening");
		return proxy;
	}

	/** Port clients connect to. */
	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** Connections that are open, in the order they came. */
	get connections(): readonly ProxiedConnection[] {
		return [...this.#connections];
	}

	/** From now on nothing gets through, new connections included, and nobody is told. */
	partition(): void {
		this.#isPartitioned = true;
		for (const connection of this.#connections) connection.hold();
	}

	/** Ends a partition; what was held back arrives. */
	heal(): void {
		this.#isPartitioned = false;
		for (const connection of this.#connections) connection.release();
	}

	/** Resets every connection and ends the proxy. */
	async close(): Promise<void> {
		this.#server.close();
		const open = this.connections;
		for (const connection of open) connection.reset();
		await Promise.all(open.map(({ closed }) => closed));
	}

	#accept(client: Socket): void {
		if (this.#connections.size >= CONNECTIONS) {
			client.resetAndDestroy();
			return;
		}
		const index = this.#accepted++;
		const { plan, port, seed = 1 } = this.#options;
		const rng = new SeededRng(seed + index);
		const server = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
		const connection = new ProxiedConnection(index, client, server, plan?.(index, rng) ?? {}, rng);
		this.#connections.add(connection);
		void connection.closed.then(() => this.#connections.delete(connection));
		if (this.#isPartitioned) connection.hold();
	}
}
