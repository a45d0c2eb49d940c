import type { Fragment } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";

/** Collects the fragments of one frame. */
export interface FrameBody {
	/** Whether nothing was added yet. */
	readonly empty: boolean;
	/** Characters or bytes collected so far. */
	readonly length: number;
	/** Adds one stream's fragment; topics must come grouped by sensor. */
	add(topic: StreamTopic, fragment: Fragment): void;
	/** The finished body; it is empty again afterwards. */
	take(): Buffer;
}

/** Collects JSON fragments into `{sensor_id: {attribute_id: fragment, …}, …}`. */
export class TextBody implements FrameBody {
	#text = "";
	#sensorId: string | null = null;

	get empty(): boolean {
		return this.#text === "";
	}

	get length(): number {
		return this.#text.length;
	}

	add(topic: StreamTopic, fragment: Fragment): void {
		if (topic.sensorId === this.#sensorId) {
			this.#text += `,${JSON.stringify(topic.attributeId)}:${fragment}`;
			return;
		}
		const open = this.#sensorId === null ? "{" : "},";
		this.#text += `${open}${JSON.stringify(topic.sensorId)}:{${JSON.stringify(topic.attributeId)}:${fragment}`;
		this.#sensorId = topic.sensorId;
	}

	take(): Buffer {
		const body = Buffer.from(this.#text === "" ? "{}" : `${this.#text}}}`);
		this.#text = "";
		this.#sensorId = null;
		return body;
	}
}

/** Collects binary blocks one after another. */
export class BinaryBody implements FrameBody {
	#blocks: Buffer[] = [];
	#length = 0;

	get empty(): boolean {
		return this.#length === 0;
	}

	get length(): number {
		return this.#length;
	}

	add(_topic: StreamTopic, fragment: Fragment): void {
		const block = fragment as Buffer;
		this.#blocks.push(block);
		this.#length += block.length;
	}

	take(): Buffer {
		const body = this.#blocks.length === 1 ? this.#blocks[0]! : Buffer.concat(this.#blocks, this.#length);
		this.#blocks = [];
		this.#length = 0;
		return body;
	}
}
