import type { Generator } from "./generator.ts";

export interface BatteryParams {
	/** Level at the first start, %. */
	start: number;
	/** Loss while in use and gain while charging, % an hour. */
	drain_per_hour: number;
	charge_per_hour: number;
	/** Charging begins at the lower level and ends at the upper one, %. */
	charge_below: number;
	charge_until: number;
}

/** A battery at one moment. */
export interface BatteryState {
	/** Level, %, with fractions. */
	level: number;
	charging: boolean;
	/** The moment, seconds since the simulation's epoch. */
	at_s: number;
}

/** A battery that drains in use and is charged when it runs low, from a known state on. */
export class BatteryGenerator implements Generator {
	readonly #params: BatteryParams;
	readonly #known: BatteryState;

	constructor(params: BatteryParams, known: BatteryState) {
		this.#params = params;
		this.#known = known;
	}

	sample(_index: number, timeS: number): { level: number; charging: boolean } {
		const { level, charging } = this.state(timeS);
		return { level: Math.round(level), charging };
	}

	state(timeS: number): BatteryState {
		const { charge_below, charge_per_hour, charge_until, drain_per_hour } = this.#params;
		const span = charge_until - charge_below;
		const lap = (3600 * span) / charge_per_hour + (3600 * span) / drain_per_hour;
		let { level, charging } = this.#known;
		// Whole laps change nothing once the level is inside the band; two laps surely lead into it.
		let left = Math.max(0, timeS - this.#known.at_s);
		if (left > 3 * lap) left = 2 * lap + (left % lap);
		while (left > 0) {
			const room = charging ? charge_until - level : level - charge_below;
			const perSecond = (charging ? charge_per_hour : drain_per_hour) / 3600;
			const leg = Math.max(0, room) / perSecond;
			const taken = Math.min(left, leg);
			level += (charging ? 1 : -1) * taken * perSecond;
			left -= taken;
			if (taken === leg) charging = !charging;
		}
		return { level, charging, at_s: timeS };
	}
}

/** Reads a kept battery state; undefined when it is none. */
export function readBatteryState(value: unknown): BatteryState | undefined {
	const { level, charging, at_s } = (value ?? {}) as Partial<BatteryState>;
	if (typeof level !== "number" || !(level >= 0 && level <= 100)) return undefined;
	if (typeof charging !== "boolean" || typeof at_s !== "number" || !Number.isFinite(at_s)) return undefined;
	return { level, charging, at_s };
}
