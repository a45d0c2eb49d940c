import type { BackpressureConfig, SensorSummary } from "@sensocto/protocol";
import type { AttributeStore } from "./attribute-store.ts";
import type { OffsetEstimate } from "./clock-offset.ts";
import type { Sensor } from "./sensor.ts";

/** Who a sensor is, as its device introduced it. */
export interface SensorIdentity {
	readonly name: string;
	readonly type: string;
	readonly connectorId: string;
	readonly connectorName: string;
	readonly connectorType: string | null;
	readonly provenance: "real" | "simulated" | "replayed";
	/** Attribution of a recording, or null. */
	readonly source: string | null;
}

/** What is remembered of a sensor while its processes do not run; who it is stands in its record. */
export type LastSummary = Pick<SensorSummary, "attributes" | "window_ms" | "clock_offset_ms">;

/** One channel that feeds a sensor. */
export interface DeviceLink {
	/** Sends the device its batch window. */
	pushConfig(config: BackpressureConfig): void;
	/** How far the device's clock stands from the server's, or null while unknown. */
	readonly clockOffset: OffsetEstimate | null;
}

/**
 * The registry's entry of one sensor; it outlives the sensor's processes.
 *
 * Invariants:
 * 1. `devices` holds every open channel of the sensor; it is online while there is one, and for the grace period after.
 * 2. `sensor` and `store` are the running processes, or null while they restart or are not needed.
 * 3. It leaves the registry with its last device's grace period when nothing of it is stored, else when too many others
 *    are known that were there later.
 */
export class SensorRecord {
	readonly id: string;
	/** Serial number: sensors keep their order in lists and frames. */
	readonly order: number;
	identity: SensorIdentity;
	readonly devices = new Set<DeviceLink>();
	sensor: Sensor | null = null;
	store: AttributeStore | null = null;
	status: "online" | "disconnected" | "offline" = "offline";
	/** Server time of the change to online in ms, or null. */
	onlineSince: number | null = null;
	/** Server time of the newest sample in ms, or null. */
	lastSeenAt: number | null = null;
	/** Whether anything of it is stored, or on its way there: then it stays known when its devices are gone. */
	isStored = false;
	/** Clock offset of the device that left last, in ms; null once another came, or while unknown. */
	leftOffsetMs: number | null = null;
	/** What was last known of a sensor whose processes are not running. */
	lastSummary: LastSummary | null = null;

	constructor(id: string, order: number, identity: SensorIdentity) {
		this.id = id;
		this.order = order;
		this.identity = identity;
	}

	/** Clock offset of the sensor's device in ms, of the last one when none is there; null while unknown. */
	get clockOffsetMs(): number | null {
		for (const device of this.devices) if (device.clockOffset !== null) return device.clockOffset.offsetMs;
		return this.leftOffsetMs ?? this.lastSummary?.clock_offset_ms ?? null;
	}
}
