import { type BackpressureConfig, INITIAL_BACKPRESSURE, readBackpressureConfig } from "@sensocto/protocol";
import type { ClientClock } from "./client-clock.ts";
import { type SensorIdentity, samplingRate, WAVEFORM_HZ } from "./sensor-identity.ts";

/**
 * When the samples of one sensor are due to be sent, by the server's `backpressure_config`.
 *
 * They are due when the window is over or when one attribute has as many samples as the size in force allows,
 * whichever is first.
 */
export class BatchPacing {
	readonly #clock: ClientClock;
	readonly #identity: SensorIdentity;
	readonly #due: () => void;
	readonly #counts = new Map<string, number>();
	#config: BackpressureConfig = INITIAL_BACKPRESSURE;
	#timer: unknown;

	/** @param due called when samples are to be sent; it is to call {@link restart}. */
	constructor(clock: ClientClock, identity: SensorIdentity, due: () => void) {
		this.#clock = clock;
		this.#identity = identity;
		this.#due = due;
	}

	/** The server's latest word on batching; until it has spoken, as if nobody looked. */
	get config(): BackpressureConfig {
		return this.#config;
	}

	/** Takes the server's word; undefined when it cannot be read: then the last readable one stays in force. */
	configure(payload: unknown): BackpressureConfig | undefined {
		const config = readBackpressureConfig(payload);
		if (!config) return undefined;
		const shorter = config.recommended_batch_window < this.#config.recommended_batch_window;
		this.#config = config;
		if (shorter || config.paused) this.#due();
		return config;
	}

	/** One sample of the attribute came. */
	recorded(attributeId: string): void {
		const count = (this.#counts.get(attributeId) ?? 0) + 1;
		this.#counts.set(attributeId, count);
		if (count >= this.#batchSize(attributeId)) this.#due();
		else this.later();
	}

	/** What came so far is taken care of: counting and the window begin anew with the next sample. */
	restart(): void {
		this.#clock.clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#counts.clear();
	}

	/** What is there is due when the window is over. */
	later(): void {
		this.#timer ??= this.#clock.setTimeout(() => this.#due(), this.#config.recommended_batch_window);
	}

	/**
	 * Samples of an attribute that fill a batch: the size in force for slow attributes; for waveforms as many
	 * as the level's base window holds, grown by the load like the window itself.
	 */
	#batchSize(attributeId: string): number {
		const rate = samplingRate(this.#identity, attributeId);
		const size = this.#config.recommended_batch_size;
		if (rate <= WAVEFORM_HZ) return size;
		return Math.ceil((size * rate * this.#config.load_multiplier) / WAVEFORM_HZ);
	}
}
