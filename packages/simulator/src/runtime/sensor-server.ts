import { type SensoctoSocket, type SensorIdentity, SensorStream } from "@sensocto/client";
import type { EventWindow } from "../events/event-window.ts";
import { isRegular } from "../scenario/generator-params.ts";
import type { ScenarioConnector, ScenarioSensor } from "../scenario/scenario.ts";
import type { AttributeSource } from "./attribute-source.ts";
import { PersistentJoin } from "./persistent-join.ts";
import { Toggle } from "./toggle.ts";

/** `refused`: the server does not want the sensor; it asks again from time to time. */
export type SensorStatus = "offline" | "online" | "refused";

export interface SensorServerOptions {
	socket: SensoctoSocket;
	connector: ScenarioConnector;
	sensor: ScenarioSensor;
	sources: readonly AttributeSource[];
	/** When the sensor leaves the server by the scenario's timeline. */
	disconnections: readonly EventWindow[];
	token: string;
}

/**
 * One simulated sensor: samples its attributes and streams them as a device does.
 *
 * What the server asks for (window, size, pause) changes when samples are delivered, never which.
 */
export class SensorServer {
	readonly #stream: SensorStream;
	readonly #sources: readonly AttributeSource[];
	readonly #disconnections: readonly EventWindow[];
	readonly #join: PersistentJoin;
	readonly #presence: Toggle;
	/** Whether its connector is on the network. */
	#wanted = false;

	constructor({ connector, disconnections, sensor, socket, sources, token }: SensorServerOptions) {
		this.#stream = new SensorStream(socket, identityOf(connector, sensor, token));
		this.#sources = sources;
		this.#disconnections = disconnections;
		this.#join = new PersistentJoin(socket.clock, () => this.#stream.open());
		this.#presence = new Toggle(
			() => this.#join.start(),
			() => {
				this.#join.stop();
				return this.#stream.close();
			},
			(error) => socket.report(error),
		);
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

	/** Joins the server, unless the timeline keeps the sensor off it. */
	start(nowMs: number): void {
		this.#wanted = true;
		this.#evaluate(nowMs);
	}

	/** Sends the samples that have fallen due. */
	tick(nowMs: number): void {
		if (this.#disconnections.length > 0) this.#evaluate(nowMs);
		for (const source of this.#sources) {
			source.due(nowMs, (payload, timestampMs, event) =>
				this.#stream.record(source.id, payload, timestampMs, event),
			);
		}
	}

	/** Lets samples pass without sending them. */
	skip(nowMs: number): void {
		for (const source of this.#sources) source.skip(nowMs);
	}

	/** Sends what waits and leaves. */
	stop(): Promise<void> {
		this.#wanted = false;
		return this.#presence.set(false);
	}

	/** What must be kept over a restart, by attribute id. */
	states(nowMs: number): Record<string, unknown> {
		const states = this.#sources.map((source) => [source.id, source.state(nowMs)] as const);
		return Object.fromEntries(states.filter(([, state]) => state !== undefined));
	}

	#evaluate(nowMs: number): void {
		const away = this.#disconnections.some((window) => window.sinceBegin(nowMs) !== undefined);
		void this.#presence.set(this.#wanted && !away);
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
			sensor.attributes.map(({ displayName, generator, id, rateHz, type, unit }) => [
				id,
				{
					attribute_type: type,
					// What comes when something happens has no rate; 0 leaves the expectation to the type.
					sampling_rate: isRegular(generator.name) ? rateHz : 0,
					...(unit === undefined ? {} : { unit }),
					...(displayName === undefined ? {} : { display_name: displayName }),
				},
			]),
		),
	};
}
