import { hostname } from "node:os";
import {
	type ClientClock,
	SensoctoSocket,
	SensorStream,
	systemClock,
	type WebSocketConstructor,
} from "@sensocto/client";
import { PersistentJoin } from "../runtime/persistent-join.ts";
import { type HostReadings, MachineReadings } from "./host-readings.ts";

const INTERVAL_MS = 1_000;

export interface HostConnectorOptions {
	/** Address of the server, e.g. `http://127.0.0.1:4000`. */
	url: string;
	/** Sensor id; `host:` and the machine's name by default. */
	sensorId?: string;
	/** Name for people; "This machine" by default. */
	name?: string;
	token?: string;
	clock?: ClientClock;
	random?: () => number;
	WebSocket?: WebSocketConstructor;
	/** Source of the figures; the machine itself by default. */
	readings?: HostReadings;
	/** Takes a failure while running; thrown from a microtask of its own by default. */
	onError?: (error: unknown) => void;
}

/** Makes a machine a sensor: real figures about its processor, memory, load, disk and temperatures, once a second. */
export class HostConnector {
	readonly #options: HostConnectorOptions;
	readonly #clock: ClientClock;
	readonly #readings: HostReadings;
	readonly #socket: SensoctoSocket;
	#stream: SensorStream | undefined;
	#join: PersistentJoin | undefined;
	#timer: unknown;
	#stopped = false;

	/** @throws SensoctoError `invalid_url`. */
	constructor(options: HostConnectorOptions) {
		const { onError, random, url, WebSocket } = options;
		this.#options = options;
		this.#clock = options.clock ?? systemClock;
		this.#readings = options.readings ?? new MachineReadings();
		this.#socket = new SensoctoSocket(url, {
			clock: this.#clock,
			...(random ? { random } : {}),
			...(WebSocket ? { WebSocket } : {}),
			...(onError ? { onError } : {}),
		});
	}

	get sensorId(): string {
		return this.#options.sensorId ?? `host:${hostname()}`;
	}

	/** State of the connection. */
	get status(): SensoctoSocket["state"] {
		return this.#socket.state;
	}

	/** Starts; resolves once the machine's thermometers are known, whether or not the server answers yet. */
	async start(): Promise<void> {
		const attributes = await this.#readings.describe();
		if (this.#stopped) return;
		const name = this.#options.name ?? "This machine";
		const stream = new SensorStream(this.#socket, {
			sensorId: this.sensorId,
			sensorName: name,
			sensorType: "host",
			connectorId: this.sensorId,
			connectorName: name,
			connectorType: "host",
			attributes,
			provenance: "real",
			bearerToken: this.#options.token ?? "",
		});
		this.#stream = stream;
		this.#join = new PersistentJoin(this.#clock, () => stream.open());
		this.#socket.connect();
		this.#join.start();
		this.#schedule();
	}

	/** Sends what waits and closes the connection. */
	async stop(): Promise<void> {
		this.#stopped = true;
		this.#clock.clearTimeout(this.#timer);
		this.#join?.stop();
		await this.#stream?.close();
		await this.#socket.close();
	}

	#schedule(): void {
		if (this.#stopped) return;
		this.#timer = this.#clock.setTimeout(() => {
			this.#measure().then(
				() => this.#schedule(),
				(error) => this.#socket.report(error),
			);
		}, INTERVAL_MS);
	}

	async #measure(): Promise<void> {
		const values = await this.#readings.read();
		const now = this.#clock.now();
		for (const [id, value] of Object.entries(values)) this.#stream?.record(id, value, now);
	}
}
