import type { Attribute, Sample } from "./attribute.ts";
import type { SensorRecord } from "./sensor-record.ts";

/** Where a sensor's samples are kept for good; the storage layer implements it. */
export interface SensorHistory {
	/** Connects an attribute to its series, so that {@link append} finds it. */
	follow(record: SensorRecord, attribute: Attribute): void;
	/** Takes in one sample; hot path: no await, never throws for an outage. */
	append(attribute: Attribute, time: number, sample: Sample, arrived: number): void;
	/** The sensor came online. */
	online(record: SensorRecord, at: number): void;
	/** The sensor's last connection closed; from here on it is known whether anything of it is stored. */
	offline(record: SensorRecord, at: number): void;
	/** The sensor's devices are asked to send nothing since a server time in ms, or no longer; repeats are no news. */
	paced(record: SensorRecord, paused: boolean, at: number): void;
	/** The sensor is no longer known here; what is stored of it stays. */
	forget(record: SensorRecord): void;
}
