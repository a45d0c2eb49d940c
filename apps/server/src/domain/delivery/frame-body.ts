import type { StreamTopic } from "./stream-topic.ts";

/** Collects fragments into `{sensor_id: {attribute_id: fragment, …}, …}`; topics must come grouped by sensor. */
export class FrameBody {
	#text = "";
	#sensorId: string | null = null;

	/** Whether nothing was added yet. */
	get empty(): boolean {
		return this.#text === "";
	}

	/** Characters collected so far. */
	get length(): number {
		return this.#text.length;
	}

	/** Adds one attribute's fragment (JSON text). */
	add(topic: StreamTopic, fragment: string): void {
		if (topic.sensorId === this.#sensorId) {
			this.#text += `,${JSON.stringify(topic.attributeId)}:${fragment}`;
			return;
		}
		const open = this.#sensorId === null ? "{" : "},";
		this.#text += `${open}${JSON.stringify(topic.sensorId)}:{${JSON.stringify(topic.attributeId)}:${fragment}`;
		this.#sensorId = topic.sensorId;
	}

	/** The finished object as UTF-8; the body is empty again afterwards. */
	take(): Buffer {
		const body = Buffer.from(this.#text === "" ? "{}" : `${this.#text}}}`);
		this.#text = "";
		this.#sensorId = null;
		return body;
	}
}
