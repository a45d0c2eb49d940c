import type { Clock } from "@sensocto/supervision";
import type { SeedWarmer } from "../../bio/predictive-load-balancer.ts";
import type { Registry } from "../../registry/registry.ts";
import type { HistoryQuery } from "../../storage/history/history-reader.ts";
import type { SensorRecord } from "./sensor-record.ts";

/** What {@link HistoryWarmer} works with. */
export interface HistoryWarmerContext {
	readonly clock: Clock;
	readonly registry: Registry<SensorRecord>;
	readonly reader: { read(query: HistoryQuery): Promise<unknown> };
}

/** The stretch that a lens opens with, in ms. */
const STRETCH_MS = 3_600_000;

/** A sensor is not prepared again within this time, in ms. */
const WARM_MS = 600_000;

/** Sensors that wait to be prepared; further ones are not. */
const WAITING = 100;

/** Points read of each attribute. */
const POINTS = 1_000;

/**
 * Prepares sensors that are likely to be opened next: reads their last hour, so that the database has it at hand.
 *
 * One attribute at a time, and never again soon; a failure means that the sensor opens as fast as any other.
 */
export class HistoryWarmer implements SeedWarmer {
	readonly #context: HistoryWarmerContext;
	readonly #warmUntil = new Map<string, number>();
	readonly #waiting = new Set<string>();
	#isWorking = false;

	constructor(context: HistoryWarmerContext) {
		this.#context = context;
	}

	warm(sensorId: string): void {
		const now = this.#context.clock.monotonic();
		if ((this.#warmUntil.get(sensorId) ?? 0) > now || this.#waiting.size >= WAITING) return;
		this.#waiting.add(sensorId);
		if (!this.#isWorking) void this.#work();
	}

	async #work(): Promise<void> {
		this.#isWorking = true;
		for (const sensorId of this.#waiting) {
			this.#waiting.delete(sensorId);
			this.#forgetOld();
			this.#warmUntil.set(sensorId, this.#context.clock.monotonic() + WARM_MS);
			try {
				await this.#read(sensorId);
			} catch {
				// The database is away or busy: whoever opens the sensor will be told.
			}
		}
		this.#isWorking = false;
	}

	async #read(sensorId: string): Promise<void> {
		const { clock, reader, registry } = this.#context;
		const record = registry.lookup(sensorId);
		const live = Array.from(record?.store?.values() ?? [], ({ id }) => id);
		const known = record?.lastSummary?.attributes.map(({ attribute_id }) => attribute_id) ?? [];
		const toMs = clock.now();
		for (const attributeId of live.length > 0 ? live : known) {
			await reader.read({ sensorId, attributeId, fromMs: toMs - STRETCH_MS, toMs, maxPoints: POINTS });
		}
	}

	#forgetOld(): void {
		const now = this.#context.clock.monotonic();
		for (const [sensorId, until] of this.#warmUntil) {
			if (until > now) return;
			this.#warmUntil.delete(sensorId);
		}
	}
}
