import type { Scope, Worker } from "@sensocto/supervision";
import type { InterestForecast, LoadReading, NoveltyAlarm, Wires } from "../../bio/wires.ts";
import type { AttentionTable } from "./attention-table.ts";
import { WHEEL_TICK_MS } from "./timer-wheel.ts";

/** How long a forecast adds weight unless it is renewed, in ms. */
export const FORECAST_TTL_MS = 6 * 3_600_000;

/**
 * Lets attention pass: tails, silent viewers, granted leases; and tells the adaptive layer what changes.
 *
 * All its state stands in the attention table, which its crash does not touch. While it is down, levels still rise and
 * fall with what viewers do, but nothing runs out; what changed meanwhile is told when it is back.
 */
export class AttentionTracker implements Worker {
	readonly #attention: AttentionTable;
	readonly #wires: Wires;

	constructor(attention: AttentionTable, wires: Wires) {
		this.#attention = attention;
		this.#wires = wires;
	}

	start(scope: Scope): void {
		const { clock } = scope;
		const attention = this.#attention;
		const { forecast, interest, load, novelty } = this.#wires;
		const out = interest.produce("AttentionTracker");
		scope.defer(out.end);
		const loaded = scope.bind(({ label }: LoadReading) => {
			attention.load = label;
		});
		if (load.latest !== undefined) loaded(load.latest);
		scope.defer(load.consume("AttentionTracker", loaded));
		const unusual = scope.bind(({ attributeId, holdMs, sensorId }: NoveltyAlarm) => {
			if (holdMs > 0) attention.granted.novelty(sensorId, attributeId, clock.monotonic() + holdMs);
		});
		scope.defer(novelty.consume("AttentionTracker", unusual));
		const foreseen = scope.bind(({ expected, sensorId }: InterestForecast) =>
			attention.granted.predict(sensorId, expected, clock.monotonic() + FORECAST_TTL_MS),
		);
		scope.defer(forecast.consume("AttentionTracker", foreseen));
		scope.defer(attention.follow(scope.bind((change) => out.send({ at: clock.now(), ...change }))));
		scope.every(WHEEL_TICK_MS, () => attention.wheel.advance(clock.monotonic()));
	}
}
