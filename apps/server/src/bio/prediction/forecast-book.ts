import type { DecisionLog } from "../decision-log.ts";
import type { InterestForecast } from "../wires.ts";
import { HORIZON_MS } from "./interest-forecaster.ts";
import { materialForecast } from "./material-forecast.ts";
import type { ModelledSensor } from "./modelled-sensors.ts";

/** Forecasts in force at the same time. */
export const MOST_FORECASTS = 200;

/** Time after which a forecast that still holds is told again, in ms: consumers forget what is never renewed. */
const RENEWED_MS = 3_600_000;

/** What {@link ForecastBook} works with. */
export interface ForecastBookOptions {
	readonly decisions: DecisionLog;
	readonly send: (forecast: InterestForecast) => void;
	/** Prepares the first view of a sensor. */
	readonly warm: (sensor: ModelledSensor, now: number) => void;
	/** A moment of the week in words. */
	readonly moment: (at: number) => string;
}

/**
 * The forecasts in force: what has been told, and what is to be told now.
 *
 * Invariants:
 * 1. Each forecast that was sent is ended by one that expects 0, and none is sent for a sensor that somebody views.
 * 2. In shadow mode forecasts begin and end as decisions only.
 * 3. At most {@link MOST_FORECASTS} are in force.
 */
export class ForecastBook {
	readonly #options: ForecastBookOptions;
	readonly #inForce = new Map<ModelledSensor, { readonly shadow: boolean; readonly toldAt: number }>();

	constructor(options: ForecastBookOptions) {
		this.#options = options;
	}

	/** Forecasts in force. */
	get size(): number {
		return this.#inForce.size;
	}

	/** Looks at a sensor whose interest has been followed up to `now` (ms) and tells what has changed materially. */
	review(
		sensor: ModelledSensor,
		now: number,
		{ allowed, shadow }: { allowed: boolean; shadow: boolean },
	): void {
		const { forecaster } = sensor.interest;
		const viewed = forecaster.present > 0;
		const next = allowed && !viewed ? materialForecast(sensor.told, forecaster.expected(now)) : 0;
		const toldAt = this.#inForce.get(sensor)?.toldAt ?? now;
		if (next === sensor.told && now - toldAt < RENEWED_MS) return;
		if (next === 0) this.end(sensor, now, viewed ? "Somebody views it now." : "No longer expected.");
		else if (sensor.told > 0 || this.#inForce.size < MOST_FORECASTS) this.#tell(sensor, next, now, shadow);
	}

	/** Ends the forecast of a sensor, if there is one. */
	end(sensor: ModelledSensor, now: number, reason: string): void {
		const forecast = this.#inForce.get(sensor);
		if (forecast === undefined) return;
		this.#inForce.delete(sensor);
		sensor.told = 0;
		this.#decide(sensor, now, reason, forecast.shadow);
		if (!forecast.shadow) this.#send(sensor, now);
	}

	/** Ends all forecasts. */
	endAll(now: number, reason: string): void {
		for (const sensor of [...this.#inForce.keys()]) this.end(sensor, now, reason);
	}

	#tell(sensor: ModelledSensor, expected: number, now: number, shadow: boolean): void {
		const before = sensor.told;
		sensor.told = expected;
		this.#inForce.set(sensor, { shadow, toldAt: now });
		if (before === 0) {
			const percent = Math.round(100 * sensor.interest.forecaster.usual(now + HORIZON_MS));
			const when = this.#options.moment(now + HORIZON_MS);
			this.#decide(sensor, now, `Usual interest ${percent} % on ${when}.`, shadow);
		}
		if (shadow) return;
		this.#send(sensor, now);
		if (expected > before) this.#options.warm(sensor, now);
	}

	#send(sensor: ModelledSensor, at: number): void {
		this.#options.send({ at, sensorId: sensor.id, expected: sensor.told });
	}

	#decide({ id, told }: ModelledSensor, at: number, reason: string, shadow: boolean): void {
		this.#options.decisions.record({
			...{ at, module: "PredictiveLoadBalancer", subject: id, factor: "expected interest", value: told },
			...{ reason, shadow },
		});
	}
}
