import { BreathRate } from "@sensocto/signals";
import type { Attribute } from "../attribute.ts";
import { type Derivation, type DerivedSink, derivedMetadata } from "./derivation.ts";
import { SignalFollower } from "./signal-follower.ts";

/** How often the breathing rate is told, in ms. */
const RATE_INTERVAL_MS = 1_000;

/** Sampling rates from which breaths can be told apart, in Hz. */
const USABLE_HZ = { min: 3, max: 1_000 };

/** Breaths a minute of one respiration waveform; unknown (NaN) while the signal does not support a value. */
export class DerivedBreath implements Derivation {
	readonly #sink: DerivedSink;
	readonly #rate;
	readonly #follower: SignalFollower<BreathRate>;
	#nextRate = 0;

	constructor(respiration: Attribute, sink: DerivedSink) {
		this.#sink = sink;
		this.#rate = derivedMetadata(respiration, "rate", "breathing_rate", "Breathing rate", 1);
		this.#follower = new SignalFollower(
			respiration,
			USABLE_HZ,
			(samplingRateHz) => new BreathRate({ samplingRateHz }),
			(time) => {
				this.#nextRate = time + RATE_INTERVAL_MS;
			},
		);
	}

	sample(position: number, time: number, value: number, arrived: number): void {
		const monitor = this.#follower.at(position, time);
		if (monitor === null) return;
		monitor.push(value);
		if (time < this.#nextRate) return;
		this.#nextRate = time + RATE_INTERVAL_MS;
		this.#sink(this.#rate, time, monitor.rate ?? Number.NaN, arrived);
	}
}
