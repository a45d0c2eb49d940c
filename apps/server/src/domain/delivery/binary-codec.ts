import { ByteWriter, encodeNumbers, encodeStructured, type JsonValue, present } from "@sensocto/protocol";
import { storageKind } from "../sensors/attribute.ts";
import { BinaryBody, type FrameBody } from "./frame-body.ts";
import type { StreamCodec } from "./stream-codec.ts";
import type { StreamSource } from "./stream-source.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { LateSample } from "./topic-lane.ts";

/**
 * Writes streams as binary blocks: numbers as differences, without loss (see the stream format in the protocol package).
 *
 * Its scratch arrays are used again for each block; a block is copied out once and shared by all viewers.
 */
export class BinaryCodec implements StreamCodec {
	readonly #epoch: number;
	readonly #writer = new ByteWriter();
	#times = new Float64Array(64);
	#values = new Float64Array(64);

	/** @param epoch reference of times, ms since 1970. */
	constructor(epoch: number) {
		this.#epoch = epoch;
	}

	newBody(): FrameBody {
		return new BinaryBody();
	}

	encode(
		topic: StreamTopic,
		attribute: StreamSource,
		from: number,
		to: number,
		late: readonly LateSample[] | null,
	): Buffer {
		const { ring, type } = attribute;
		const sorted = late === null ? [] : [...late].sort((a, b) => a.time - b.time);
		const count = sorted.length + to - from;
		this.#makeRoom(count, ring.stride);
		let at = 0;
		for (const { time } of sorted) this.#times[at++] = time;
		const block = {
			stream: topic.stream,
			seq: from - sorted.length,
			times: this.#times,
			count,
			arrived: attribute.arrivedAt,
			epoch: this.#epoch,
		};
		this.#writer.clear();
		const kind = storageKind(type);
		if (kind === "json") {
			for (let position = from; position < to; position++) this.#times[at++] = ring.timeAt(position);
			encodeStructured(this.#writer, block, structured(attribute, from, to, sorted));
		} else {
			let component = 0;
			for (const { values } of sorted)
				for (const value of values) this.#values[component++] = value as number;
			ring.copy(from, to, this.#times, this.#values, at);
			const numbers = { values: this.#values, stride: ring.stride, bits: kind, decimals: topic.decimals };
			topic.decimals = encodeNumbers(this.#writer, block, numbers);
		}
		return Buffer.from(this.#writer.written);
	}

	#makeRoom(count: number, stride: number): void {
		if (this.#times.length < count) this.#times = new Float64Array(count * 2);
		if (this.#values.length < count * stride) this.#values = new Float64Array(count * stride * 2);
	}
}

function structured(
	{ ring, type }: StreamSource,
	from: number,
	to: number,
	late: readonly LateSample[],
): Uint8Array {
	const values = late.map((sample) => sample.values[0] as JsonValue);
	for (let position = from; position < to; position++) values.push(ring.valueAt(position));
	return Buffer.from(JSON.stringify(values.map((value) => present(type, value))));
}
