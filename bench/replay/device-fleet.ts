import { ATTENTION_LEVELS, type AttentionLevel } from "@sensocto/protocol";
import type { DeviceWindow, Policy } from "./policy.ts";

/** Shortest time between a push and one that makes a window longer, in ms, and the spread added to it. */
const WORSEN_INTERVAL_MS = 2_000;
const JITTER_MS = 500;

/** Factor by which a window has to change to be worth a push. */
const MATERIAL = 1.25;

interface Device {
	level: AttentionLevel;
	told: DeviceWindow;
	/** Time from which a longer window may be told. */
	worsenAt: number;
	pausedAt: number;
}

/** Devices, and what they were told last. */
export class DeviceFleet {
	readonly #policy: Policy;
	readonly #random: () => number;
	readonly #devices: Device[] = [];
	readonly counts: Record<AttentionLevel, number> = { high: 0, medium: 0, low: 0, none: 0 };
	#version: number;
	#settled = false;
	#wanted = "";
	/** Messages per second that all devices send. */
	rateHz = 0;
	/** Configurations sent, but for each device's first. */
	pushes = 0;

	constructor(policy: Policy, random: () => number) {
		this.#policy = policy;
		this.#random = random;
		this.#version = policy.version;
	}

	get devices(): readonly Readonly<Device>[] {
		return this.#devices;
	}

	/** A sensor gets another level; one that is new starts with it. */
	setLevel(sensor: number, level: AttentionLevel): void {
		const device = this.#devices[sensor];
		this.counts[level]++;
		this.#settled = false;
		if (device === undefined) {
			const told = this.#policy.window(level);
			this.#devices[sensor] = { level, told, worsenAt: Number.NEGATIVE_INFINITY, pausedAt: 0 };
			this.rateHz += rateOf(told);
			return;
		}
		this.counts[device.level]--;
		device.level = level;
		if (!this.#policy.disciplined) this.#tell(device, this.#policy.window(level), 0);
	}

	/** Tells devices at time `t` in ms what has changed for them. */
	step(t: number): void {
		const { disciplined, version } = this.#policy;
		const wanted = Object.fromEntries(ATTENTION_LEVELS.map((level) => [level, this.#policy.window(level)]));
		if (!disciplined) {
			if (version === this.#version) return;
			this.#version = version;
			for (const device of this.#devices) this.#tell(device, wanted[device.level]!, t);
			return;
		}
		const key = JSON.stringify(wanted);
		if (this.#settled && key === this.#wanted) return;
		this.#wanted = key;
		this.#settled = true;
		for (const device of this.#devices) this.#follow(device, wanted[device.level]!, t);
	}

	#follow(device: Device, wanted: DeviceWindow, t: number): void {
		const { told } = device;
		const worsens = wanted.paused === told.paused ? wanted.windowMs > told.windowMs : wanted.paused;
		const ratio = worsens ? wanted.windowMs / told.windowMs : told.windowMs / wanted.windowMs;
		if (wanted.paused === told.paused && ratio <= MATERIAL) return;
		if (worsens && t < device.worsenAt) {
			this.#settled = false;
			return;
		}
		this.#tell(device, wanted, t);
	}

	#tell(device: Device, wanted: DeviceWindow, t: number): void {
		this.rateHz += rateOf(wanted) - rateOf(device.told);
		if (wanted.paused && !device.told.paused) device.pausedAt = t;
		device.told = wanted;
		device.worsenAt = t + WORSEN_INTERVAL_MS + JITTER_MS * this.#random();
		this.pushes++;
	}
}

const rateOf = ({ paused, windowMs }: DeviceWindow): number => (paused ? 0 : 1_000 / windowMs);
