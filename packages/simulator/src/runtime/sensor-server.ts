import { type SensoctoSocket, type SensorIdentity, SensorStream } from "@sensocto/client";
import type { ScenarioConnector, ScenarioSensor } from "../scenario/scenario.ts";
import type { AttributeSource } from "./attribute-source.ts";
import { PersistentJoin } from "./persistent-join.ts";

/** `refused`: the server does not want the sensor; it asks again from time to time. */
export type SensorStatus = "offline" | "online" | "refused";

/**
 * One simulated sensor: samples its attributes and streams them as a device does.
 *
 * What the server asks for (window, size, pause) changes when samples are delivered, never which.
 */
export class SensorServer {
	readonly #stream: SensorStream;
	readonly #sources: readonly AttributeSource[];
	readonly #join: PersistentJoin;

	constructor(
		socket: SensoctoSocket,
		connector: ScenarioConnector,
		sensor: ScenarioSensor,
		sources: readonly AttributeSource[],
		token: string,
	) {
		this.#stream = new SensorStream(socket, identityOf(connector, sensor, token));
		this.#sources = sources;
		this.#join = new PersistentJoin(socket.clock, () => this.#stream.open());
	}

	get id(): string {
		return this.#stream.identity.sensorId;
	}

	get status(): SensorStatus {
		if (this.#stream.channel.state === "joined") return "online";
		return this.#join.refusal ? "refused" : "offline";
	}

	get sentSamples(): number {
		return this.#stream.sentSamples;
	}

	start(): void {
		this.#join.start();
	}

	/** Sends the samples that have fallen due. */
	tick(nowMs: number): void {
		for (const source of this.#sources) {
			source.due(nowMs, (payload, timestampMs) => this.#stream.record(source.id, payload, timestampMs));
		}
	}

	/** Sends what waits and leaves. */
	async stop(): Promise<void> {
		this.#join.stop();
		await this.#stream.close();
	}

	/** What must be kept over a restart, by attribute id. */
	states(nowMs: number): Record<string, unknown> {
		const states = this.#sources.map((source) => [source.id, source.state(nowMs)] as const);
		return Object.fromEntries(states.filter(([, state]) => state !== undefined));
	}
}

function identityOf(connector: ScenarioConnector, sensor: ScenarioSensor, token: string): SensorIdentity {
	return {
		sensorId: sensor.id,
		sensorName: sensor.name,
		sensorType: sensor.type,
		connectorId: connector.id,
		connectorName: connector.name,
		connectorType: connector.type,
		provenance: sensor.provenance,
		...(sensor.source === undefined ? {} : { source: sensor.source }),
		bearerToken: token,
		attributes: Object.fromEntries(
			sensor.attributes.map(({ displayName, id, rateHz, type, unit }) => [
				id,
				{
					attribute_type: type,
					sampling_rate: rateHz,
					...(unit === undefined ? {} : { unit }),
					...(displayName === undefined ? {} : { display_name: displayName }),
				},
			]),
		),
	};
}
