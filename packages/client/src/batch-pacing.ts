import {
	BACKPRESSURE,
	type BackpressureConfig,
	INITIAL_BACKPRESSURE,
	readBackpressureConfig,
} from "@sensocto/protocol";
import type { ClientClock } from "./client-clock.ts";
import { type SensorIdentity, samplingRate } from "./sensor-identity.ts";
import type { Planned, SharedWindows } from "./shared-windows.ts";

/** The connection as pacing needs it. */
export interface PacedConnection {
	readonly clock: ClientClock;
	readonly windows: SharedWindows;
}

/**
 * When the samples of one sensor are due to be sent, by the server's `backpressure_config`.
 *
 * 1. They are due when the window is over, when one attribute has as many samples as the size in force allows, or when
 *    one's own longest wait is over, whichever is first. Events are due at once.
 * 2. A recommendation holds for its `ttl_ms`; a device that hears nothing more goes on as if nobody looked.
 */
export class BatchPacing {
	readonly #clock: ClientClock;
	readonly #windows: SharedWindows;
	readonly #identity: SensorIdentity;
	readonly #due: () => void;
	readonly #counts = new Map<string, number>();
	readonly #expired: (config: BackpressureConfig) => void;
	#config: BackpressureConfig = INITIAL_BACKPRESSURE;
	#planned: Planned | undefined;
	#expiry: unknown;

	/**
	 * @param due called when samples are to be sent; it is to call {@link restart}.
	 * @param expired called when the server's last word holds no longer.
	 */
	constructor(
		{ clock, windows }: PacedConnection,
		identity: SensorIdentity,
		due: () => void,
		expired: (config: BackpressureConfig) => void = () => {},
	) {
		this.#clock = clock;
		this.#windows = windows;
		this.#identity = identity;
		this.#due = due;
		this.#expired = expired;
	}

	/** The server's latest word on batching; until it has spoken, as if nobody looked. */
	get config(): BackpressureConfig {
		return this.#config;
	}

	/** Takes the server's word; undefined when it cannot be read: then the last readable one stays in force. */
	configure(payload: unknown): BackpressureConfig | undefined {
		const config = readBackpressureConfig(payload);
		if (!config) return undefined;
		this.#clock.clearTimeout(this.#expiry);
		if (config.ttl_ms !== undefined) {
			this.#expiry = this.#clock.setTimeout(() => {
				this.#config = INITIAL_BACKPRESSURE;
				this.#expired(this.#config);
			}, config.ttl_ms);
		}
		const shorter = config.recommended_batch_window < this.#config.recommended_batch_window;
		this.#config = config;
		if (shorter || config.paused) this.#due();
		return config;
	}

	/** Whether a sample is told at once, whatever the window says: it has an event, or its attribute may not wait. */
	isEvent(attributeId: string, event: string | undefined): boolean {
		return event !== undefined || this.#config.attributes?.[attributeId]?.max_age_ms === 0;
	}

	/** One sample of the attribute came. @param isEvent see {@link isEvent}. */
	recorded(attributeId: string, isEvent: boolean): void {
		const count = (this.#counts.get(attributeId) ?? 0) + 1;
		this.#counts.set(attributeId, count);
		if (count >= this.#batchSize(attributeId) || isEvent) this.#due();
		else this.later(this.#config.attributes?.[attributeId]?.max_age_ms);
	}

	/** What came so far is taken care of: counting and the window begin anew with the next sample. */
	restart(): void {
		this.#planned?.cancel();
		this.#planned = undefined;
		this.#counts.clear();
	}

	/** What is there is due when the window is over, or within `longestMs` when that is sooner. */
	later(longestMs?: number): void {
		if (this.#planned !== undefined && longestMs === undefined) return;
		const waitMs = Math.min(this.#config.recommended_batch_window, longestMs ?? Number.POSITIVE_INFINITY);
		if (this.#planned !== undefined && this.#planned.at <= this.#clock.now() + waitMs) return;
		this.#planned?.cancel();
		this.#planned = this.#windows.plan(waitMs, this.#due);
	}

	/** Ends everything that is planned. */
	stop(): void {
		this.restart();
		this.#clock.clearTimeout(this.#expiry);
	}

	/**
	 * Samples of an attribute that fill a batch: the size in force, or as many as the level's base window holds at its
	 * rate, grown by the load like the window itself. Only more than the attribute has announced end a window early.
	 */
	#batchSize(attributeId: string): number {
		const { attention_level, load_multiplier, recommended_batch_size } = this.#config;
		const windowMs = BACKPRESSURE.levels[attention_level].windowMs * load_multiplier;
		const held = Math.ceil((samplingRate(this.#identity, attributeId) * windowMs) / 1_000);
		return Math.max(recommended_batch_size, held);
	}
}
