import type { Clock, Scope } from "@sensocto/supervision";
import type { OutcomeMinute, Wires } from "../../bio/wires.ts";
import type { Attribute } from "../sensors/attribute.ts";

const MINUTE_MS = 60_000;

/** Ages are counted in steps of this many ms. */
const STEP_MS = 5;

/** Older values are what a device kept through an outage: nobody's doing here. */
const OLDEST_MS = 10_000;

/** What the meter works with. */
export interface OutcomeContext {
	readonly clock: Clock;
	readonly wires: Pick<Wires, "allocation" | "load" | "outcome">;
	/** Server time minus device time of a sensor in ms, or null while unknown. */
	readonly clockOffset: (sensorId: string) => number | null;
}

/**
 * How old values of high attention are when they are sent, told once a minute with what else tells of good service.
 *
 * The oldest sample of each focused stream's part of a frame counts: server time − (device time + clock offset).
 * Computed attributes and events are left out: the former's age is their method's, the latter's say nothing of a rate.
 */
export class OutcomeMeter {
	readonly #context: OutcomeContext;
	readonly #counts = new Uint32Array(OLDEST_MS / STEP_MS);
	#total = 0;
	#loopDelayP99Ms = 0;
	#limited = false;

	constructor(context: OutcomeContext) {
		this.#context = context;
	}

	start(scope: Scope): void {
		const { wires } = this.#context;
		const outcome = wires.outcome.produce("LensRouter");
		scope.defer(outcome.end);
		scope.defer(
			wires.load.consume("OutcomeMeter", ({ loopDelayP99Ms }) => {
				this.#loopDelayP99Ms = Math.max(this.#loopDelayP99Ms, loopDelayP99Ms);
			}),
		);
		scope.defer(
			wires.allocation.consume("OutcomeMeter", ({ contended }) => {
				this.#limited ||= contended;
			}),
		);
		scope.every(MINUTE_MS, () => outcome.send(this.minute()));
	}

	/** A focused stream's samples from a ring position on are being sent. */
	sending(sensorId: string, { meta, ring, type }: Attribute, from: number, serverTime: number): void {
		if (meta.provenance === "derived" || type.delivery === "event") return;
		const offset = this.#context.clockOffset(sensorId);
		if (offset === null) return;
		const age = Math.max(0, serverTime - (ring.timeAt(from) + offset));
		if (age >= OLDEST_MS) return;
		this.#counts[Math.floor(age / STEP_MS)]!++;
		this.#total++;
	}

	/** The minute that ends now; the next one begins. */
	minute(): OutcomeMinute {
		const minute = {
			at: this.#context.clock.now(),
			loopDelayP99Ms: this.#loopDelayP99Ms,
			ageHighP95Ms: this.#percentile(0.95),
			limited: this.#limited,
		};
		this.#counts.fill(0);
		this.#total = 0;
		this.#loopDelayP99Ms = 0;
		this.#limited = this.#context.wires.allocation.latest?.contended ?? false;
		return minute;
	}

	#percentile(share: number): number {
		let left = this.#total * share;
		if (left === 0) return 0;
		for (let step = 0; step < this.#counts.length; step++) {
			left -= this.#counts[step]!;
			if (left <= 0) return (step + 1) * STEP_MS;
		}
		return OLDEST_MS;
	}
}
