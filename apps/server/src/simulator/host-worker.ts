import { HostConnector } from "@sensocto/simulator";
import type { Clock, Scope, Worker } from "@sensocto/supervision";

/** What the host sensor works with. */
export interface HostContext {
	/** Address of this server. */
	readonly url: () => string;
	/** Token that lets the sensor in. */
	readonly token: string;
	readonly clock: Clock;
	readonly random: () => number;
}

/** Makes this machine a sensor of its own platform. */
export class HostWorker implements Worker {
	readonly #context: HostContext;
	#connector: HostConnector | null = null;

	constructor(context: HostContext) {
		this.#context = context;
	}

	async start(scope: Scope): Promise<void> {
		const { clock, random, token, url } = this.#context;
		this.#connector = new HostConnector({
			url: url(),
			token,
			clock,
			random,
			onError: (error) => scope.fail(error),
		});
		await this.#connector.start();
	}

	async stop(): Promise<void> {
		await this.#connector?.stop();
	}
}
