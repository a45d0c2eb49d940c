import type { BatchDecoder, SampleBlock } from "./sample-block.ts";
import { SampleStream, type StreamOptions } from "./sample-stream.ts";

/** The streams of one viewer, by sensor and attribute; batches are decoded only for those. */
export class SampleStreams {
	readonly #decode: BatchDecoder;
	readonly #report: (error: unknown) => void;
	readonly #sensors = new Map<string, Map<string, SampleStream>>();

	constructor(decode: BatchDecoder, report: (error: unknown) => void) {
		this.#decode = decode;
		this.#report = report;
	}

	/**
	 * Adds a callback for an attribute.
	 *
	 * @returns whether it is the attribute's first, and how to remove it; that answers whether it was the last.
	 */
	add(
		sensorId: string,
		attributeId: string,
		options: StreamOptions,
		callback: (block: SampleBlock) => void,
	): { isFirst: boolean; remove: () => boolean } {
		const attributes = this.#sensors.get(sensorId) ?? new Map<string, SampleStream>();
		this.#sensors.set(sensorId, attributes);
		const known = attributes.get(attributeId);
		const stream = known ?? new SampleStream(options, this.#report);
		attributes.set(attributeId, stream);
		const removeCallback = stream.add(callback);
		const remove = (): boolean => {
			removeCallback();
			if (stream.isUsed) return false;
			attributes.delete(attributeId);
			if (attributes.size === 0) this.#sensors.delete(sensorId);
			return true;
		};
		return { isFirst: known === undefined, remove };
	}

	/** Takes the payload of a `sensor_batch`. */
	receive(payload: unknown): void {
		if (this.#sensors.size === 0) return;
		this.#decode(payload, (sensorId, attributeId) => this.#sensors.get(sensorId)?.get(attributeId));
	}

	/** The channel was joined again. */
	rejoined(): void {
		for (const attributes of this.#sensors.values()) {
			for (const stream of attributes.values()) stream.rejoined();
		}
	}
}
