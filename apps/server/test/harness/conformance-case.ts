import type { SensorSummary } from "@sensocto/protocol";
import { waitUntil } from "@sensocto/testkit";
import type { TestServer } from "../launch-server.ts";
import type { ClientName, ConformanceChannel, ConformanceClient } from "./conformance-client.ts";
import { Observer } from "./observer.ts";
import { PhoenixClient } from "./phoenix-client.ts";
import { SensoctoClient } from "./sensocto-client.ts";
import { V1Client } from "./v1-client.ts";

/** One numbered sentence of the protocol and how it is checked. */
export interface ConformanceCase {
	readonly id: number;
	readonly title: string;
	/** Clients the sentence makes no sense for, with the reason. */
	readonly skip?: Readonly<Partial<Record<ClientName, string>>>;
	run(t: CaseContext): Promise<void>;
}

const CLIENTS: Record<ClientName, (url: string) => ConformanceClient> = {
	phoenix: (url) => new PhoenixClient(url),
	sensocto: (url) => new SensoctoClient(url),
	v1: (url) => new V1Client(url),
};

/** What one run of a case works with: its own ids, connections that are closed after it, and a second opinion. */
export class CaseContext {
	readonly server: TestServer;
	readonly client: ConformanceClient;
	readonly #name: ClientName;
	readonly #caseId: number;
	readonly #cleanups: (() => unknown)[] = [];
	#serial = 0;

	private constructor(server: TestServer, name: ClientName, caseId: number, client: ConformanceClient) {
		this.server = server;
		this.client = client;
		this.#name = name;
		this.#caseId = caseId;
	}

	/** Runs one case with one client. */
	static async run(server: TestServer, name: ClientName, { id, run }: ConformanceCase): Promise<void> {
		const client = CLIENTS[name](server.url);
		const context = new CaseContext(server, name, id, client);
		await client.open();
		context.#cleanups.push(() => client.close());
		try {
			await run(context);
		} finally {
			for (const cleanup of context.#cleanups.reverse()) await cleanup();
		}
	}

	/** An id nothing else uses. */
	id(name = "sensor"): string {
		return `c${this.#caseId}:${this.#name}:${name}${this.#serial++}`;
	}

	/** A second connection of the same client. */
	async connect(): Promise<ConformanceClient> {
		const client = CLIENTS[this.#name](this.server.url);
		await client.open();
		this.#cleanups.push(() => client.close());
		return client;
	}

	/** Joins a sensor's channel with complete parameters. */
	async feed(
		sensorId: string,
		overrides: Readonly<Record<string, unknown>> = {},
	): Promise<ConformanceChannel> {
		const channel = this.client.channel(`sensocto:sensor:${sensorId}`, sensorParams(sensorId, overrides));
		await channel.join();
		return channel;
	}

	/** Joins a sensor's channel on a connection of its own, so that this client's wire holds other messages only. */
	async device(sensorId: string): Promise<ConformanceChannel> {
		const device = (await this.connect()).channel(`sensocto:sensor:${sensorId}`, {});
		await device.join();
		return device;
	}

	/** Joins a viewer's channel with this client. */
	async viewer(params: Readonly<Record<string, unknown>> = {}): Promise<ConformanceChannel> {
		const channel = this.client.channel(`viewer:${this.id("view")}`, params);
		await channel.join();
		return channel;
	}

	/** Looks at sensors with a viewer of its own. */
	async observe(sensorIds: readonly string[], seedMs = 0): Promise<Observer> {
		const observer = await Observer.open(this.server.url, this.id("view"), sensorIds, seedMs);
		this.#cleanups.push(() => observer.close());
		return observer;
	}

	/** Waits until the REST interface shows the sensor as described. */
	sensorThat(id: string, matches: (sensor: SensorSummary) => boolean, what: string): Promise<SensorSummary> {
		const look = async () => {
			const sensor = await this.server.sensor(id);
			return sensor !== undefined && matches(sensor) && sensor;
		};
		return waitUntil(look, { what: `sensor ${id} ${what}` }) as Promise<SensorSummary>;
	}
}

/** The nine keys a sensor join has in every client. */
export function sensorParams(
	sensorId: string,
	overrides: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
	return {
		connector_id: "7f0c6f1e-6a5e-4c0a-9d55-0d6a2f1b9c11",
		connector_name: "Bench connector",
		sensor_id: sensorId,
		sensor_name: "Chest strap",
		sensor_type: "generic",
		attributes: {},
		sampling_rate: 10,
		batch_size: 5,
		bearer_token: "fake",
		...overrides,
	};
}

/** A measurement of now, or of `timestamp`. */
export function measurement(
	attribute_id: string,
	payload: unknown,
	timestamp = Date.now(),
): Record<string, unknown> {
	return { attribute_id, payload, timestamp };
}
