import type { AttributeType } from "@sensocto/protocol";
import { Attribute, type AttributeMeta } from "./attribute.ts";
import { type ByteLedger, NO_LEDGER } from "./byte-ledger.ts";
import { DevicePauses } from "./device-pauses.ts";

/**
 * The samples of one sensor in memory, by attribute.
 *
 * It is a worker of its own beside the sensor: a crash of the sensor's logic leaves its samples alone.
 */
export class AttributeStore {
	/** When the sensor's devices were asked to send nothing. */
	readonly pauses = new DevicePauses();
	readonly #attributes = new Map<string, Attribute>();
	readonly #ledger: ByteLedger;
	#battery: Attribute | null = null;
	#version = 0;
	#waveforms = 0;

	/** @param ledger counts what the samples hold in memory. */
	constructor(ledger: ByteLedger = NO_LEDGER) {
		this.#ledger = ledger;
	}

	/** Number of attributes. */
	get size(): number {
		return this.#attributes.size;
	}

	/** Counts up whenever an attribute comes or goes. */
	get version(): number {
		return this.#version;
	}

	/** Number of attributes that are no waveforms. */
	get scalars(): number {
		return this.#attributes.size - this.#waveforms;
	}

	/** The charge of the devices themselves; null when they tell none. */
	get battery(): Attribute | null {
		return this.#battery;
	}

	/** The attribute of that id, or undefined. */
	get(attributeId: string): Attribute | undefined {
		return this.#attributes.get(attributeId);
	}

	/** Adds an attribute, or replaces one whose type has changed (its samples cannot be read as the new type). */
	define(attributeId: string, type: AttributeType, meta: AttributeMeta): Attribute {
		const known = this.#attributes.get(attributeId);
		if (known !== undefined && known.type === type) {
			known.meta = meta;
			return known;
		}
		if (known !== undefined) this.#gone(known);
		const attribute = new Attribute(attributeId, type, meta, this.#ledger, this.pauses);
		this.#attributes.set(attributeId, attribute);
		if (type.waveform === true) this.#waveforms++;
		if (type.type === "battery") this.#battery = attribute;
		this.#version++;
		return attribute;
	}

	/** Forgets an attribute and its samples. */
	remove(attributeId: string): boolean {
		const known = this.#attributes.get(attributeId);
		if (known !== undefined) this.#gone(known);
		return this.#attributes.delete(attributeId);
	}

	/** Forgets everything: the sensor's processes stop. */
	clear(): void {
		for (const attribute of this.#attributes.values()) this.#gone(attribute);
		this.#attributes.clear();
	}

	/** Every attribute, in the order they were defined. */
	values(): IterableIterator<Attribute> {
		return this.#attributes.values();
	}

	#gone(attribute: Attribute): void {
		attribute.release();
		if (attribute.type.waveform === true) this.#waveforms--;
		if (attribute === this.#battery) this.#battery = null;
		this.#version++;
	}
}
