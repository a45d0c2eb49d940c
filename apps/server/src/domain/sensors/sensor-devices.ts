import type { BackpressureConfig } from "@sensocto/protocol";
import type { ConfigPusherContext, Pace } from "./config-pusher.ts";
import type { SensorHistory } from "./sensor-history.ts";
import type { SensorRecord } from "./sensor-record.ts";
import type { SensorChangeKind } from "./sensors-state-agent.ts";

/** What {@link SensorDevices} works with; the same for all sensors. */
export interface SensorDevicesContext {
	/** Uniform numbers in 0..1. */
	readonly random: () => number;
	/** What devices are told. */
	readonly pacing: {
		pace(record: SensorRecord): Pace;
		config(record: SensorRecord, epoch: number): BackpressureConfig;
	};
	readonly history: Pick<SensorHistory, "paced">;
	/** Tells the directory that something about the sensor has changed. */
	changed(record: SensorRecord, what: SensorChangeKind): void;
}

/** The devices of one sensor as its ConfigPusher sees them; a class, since there is one for each of many sensors. */
export class SensorDevices implements ConfigPusherContext {
	readonly #record: SensorRecord;
	readonly #context: SensorDevicesContext;

	constructor(record: SensorRecord, context: SensorDevicesContext) {
		this.#record = record;
		this.#context = context;
	}

	pace(): Pace {
		return this.#context.pacing.pace(this.#record);
	}

	config(epoch: number): BackpressureConfig {
		return this.#context.pacing.config(this.#record, epoch);
	}

	send(config: BackpressureConfig): void {
		const { paused, timestamp } = config;
		this.#record.store?.pauses.told(paused, timestamp);
		this.#context.history.paced(this.#record, paused, timestamp);
		for (const device of this.#record.devices) device.pushConfig(config);
		this.#context.changed(this.#record, "pace");
	}

	random(): number {
		return this.#context.random();
	}
}
