import type { Clock, Scope } from "@sensocto/supervision";
import type { OutcomeMinute, Wires } from "../../bio/wires.ts";
import { deviceCap } from "../attention/device-battery.ts";
import type { SensorRecord } from "../sensors/sensor-record.ts";
import { DelayCounts } from "./delay-counts.ts";
import type { StreamSource } from "./stream-source.ts";

const MINUTE_MS = 60_000;

/** Older values are what a device kept through an outage: nobody's doing here. */
const OLDEST_MS = 10_000;

/** Longer delays of the event loop count as this, in ms. */
const LONGEST_DELAY_MS = 10_000;

/** A sensor as the meter sees it. */
export type MeasuredSensor = Pick<SensorRecord, "clockOffsetMs" | "store">;

/** What the meter works with. */
export interface OutcomeContext {
	readonly clock: Clock;
	readonly wires: Pick<Wires, "acks" | "allocation" | "load" | "outcome">;
	/** What is known of a sensor. */
	readonly sensor: (sensorId: string) => MeasuredSensor | undefined;
}

/**
 * How old values of high attention are when they are sent, told once a minute with what else tells of good service.
 *
 * The oldest sample of each focused stream's part of a frame counts: server time − (device time + clock offset).
 * Computed attributes and events are left out: the former's age is their method's, the latter's say nothing of a rate. So
 * are devices that their own battery holds back, and everything while a load is only played: neither is the server's doing.
 */
export class OutcomeMeter {
	readonly #context: OutcomeContext;
	readonly #ages = new DelayCounts(OLDEST_MS);
	readonly #ackDelays = new DelayCounts(OLDEST_MS);
	readonly #loopDelays = new DelayCounts(LONGEST_DELAY_MS);
	readonly #ownLoopDelays = new DelayCounts(LONGEST_DELAY_MS);
	#limited = false;
	#isDrill = false;

	constructor(context: OutcomeContext) {
		this.#context = context;
	}

	start(scope: Scope): void {
		const { wires } = this.#context;
		const outcome = wires.outcome.produce("LensRouter");
		scope.defer(outcome.end);
		scope.defer(
			wires.load.consume("OutcomeMeter", ({ injected, loopDelays = [] }) => {
				this.#isDrill = injected;
				for (const { ms, ownMs } of loopDelays) {
					this.#loopDelays.add(ms);
					this.#ownLoopDelays.add(ownMs);
				}
			}),
		);
		scope.defer(
			wires.allocation.consume("OutcomeMeter", ({ contended }) => {
				this.#limited ||= contended;
			}),
		);
		scope.defer(wires.acks.consume("OutcomeMeter", ({ ackDelayMs }) => this.#ackDelays.add(ackDelayMs)));
		scope.every(MINUTE_MS, () => outcome.send(this.minute()));
	}

	/** A focused stream's samples from a ring position on are being sent. */
	sending(sensorId: string, { meta, ring, type }: StreamSource, from: number, serverTime: number): void {
		if (meta.provenance === "derived" || type.delivery === "event") return;
		const sensor = this.#context.sensor(sensorId);
		if (this.#isDrill || sensor === undefined || sensor.clockOffsetMs === null || deviceCap(sensor) !== null)
			return;
		const age = Math.max(0, serverTime - (ring.timeAt(from) + sensor.clockOffsetMs));
		if (age < OLDEST_MS) this.#ages.add(age);
	}

	/** The minute that ends now; the next one begins. */
	minute(): OutcomeMinute {
		const minute = {
			at: this.#context.clock.now(),
			loopDelayP99Ms: this.#loopDelays.percentile(0.99),
			ownLoopDelayP99Ms: this.#ownLoopDelays.percentile(0.99),
			ageHighP95Ms: this.#ages.percentile(0.95),
			ackDelayP95Ms: this.#ackDelays.percentile(0.95),
			limited: this.#limited,
		};
		this.#ages.clear();
		this.#ackDelays.clear();
		this.#loopDelays.clear();
		this.#ownLoopDelays.clear();
		this.#limited = this.#context.wires.allocation.latest?.contended ?? false;
		return minute;
	}
}
