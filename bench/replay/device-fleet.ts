import { ATTENTION_LEVELS, type AttentionLevel, type BackpressureConfig } from "@sensocto/protocol";
import { ConfigPusher } from "../../apps/server/src/domain/sensors/config-pusher.ts";
import type { Policy } from "./policy.ts";
import { VirtualTimers } from "./virtual-timers.ts";

interface Device {
	level: AttentionLevel;
	told: BackpressureConfig;
	/** Since when it has been silent, in ms. */
	pausedAt: number;
	/** Tells it what changes; null where a policy tells every device everything. */
	pusher: ConfigPusher | null;
}

/** Devices, and what they were told last. */
export class DeviceFleet {
	readonly #policy: Policy;
	readonly #random: () => number;
	readonly #timers: VirtualTimers;
	readonly #devices: Device[] = [];
	readonly counts: Record<AttentionLevel, number> = { high: 0, medium: 0, low: 0, none: 0 };
	#now = 0;
	#wanted = "";
	/** Messages per second that all devices send. */
	rateHz = 0;
	/** Configurations sent, but for each device's first. */
	pushes = 0;

	/** @param stepMs time between two steps, in ms. */
	constructor(policy: Policy, stepMs: number, random: () => number) {
		this.#policy = policy;
		this.#random = random;
		this.#timers = new VirtualTimers(stepMs);
		this.#wanted = this.#windows();
	}

	get devices(): readonly Readonly<Device>[] {
		return this.#devices;
	}

	/** A sensor gets another level; one that is new starts with it. */
	setLevel(sensor: number, level: AttentionLevel): void {
		this.counts[level]++;
		const known = this.#devices[sensor];
		if (known === undefined) {
			this.#devices[sensor] = this.#create(level);
			return;
		}
		this.counts[known.level]--;
		known.level = level;
		if (known.pusher === null) this.#tell(known, this.#policy.config(level));
		else known.pusher.changed(false);
	}

	/** Tells devices at time `t` in ms what has changed for them. */
	step(t: number): void {
		this.#now = t;
		this.#timers.advance(t);
		const wanted = this.#windows();
		if (wanted === this.#wanted) return;
		this.#wanted = wanted;
		for (const device of this.#devices) {
			if (device.pusher === null) this.#tell(device, this.#policy.config(device.level));
			else device.pusher.changed(true);
		}
	}

	#create(level: AttentionLevel): Device {
		const told = this.#policy.config(level);
		this.rateHz += rateOf(told);
		const device: Device = { level, told, pausedAt: this.#now, pusher: null };
		if (this.#policy.disciplined) {
			device.pusher = new ConfigPusher(this.#timers.scope, {
				pace: () => this.#policy.config(device.level),
				config: () => this.#policy.config(device.level),
				send: (config) => this.#tell(device, config),
				random: this.#random,
			});
		}
		return device;
	}

	#tell(device: Device, config: BackpressureConfig): void {
		this.rateHz += rateOf(config) - rateOf(device.told);
		if (config.paused && !device.told.paused) device.pausedAt = this.#now;
		device.told = config;
		this.pushes++;
	}

	#windows(): string {
		return ATTENTION_LEVELS.map((level) => {
			const { paused, recommended_batch_window } = this.#policy.config(level);
			return `${recommended_batch_window}${paused}`;
		}).join();
	}
}

const rateOf = ({ paused, recommended_batch_window }: BackpressureConfig): number =>
	paused ? 0 : 1_000 / recommended_batch_window;
