import { WATCHED, type WatchLevel } from "../delivery/delivery-class.ts";
import { ALL_ATTRIBUTES, type AttentionKind, type AttentionTable } from "./attention-table.ts";

/** One thing a viewer does: a kind of attention to an attribute, or to `*`. */
export interface Interest {
	readonly sensorId: string;
	readonly attributeId: string;
	readonly kind: AttentionKind;
}

/**
 * What one viewer attends to, and its share in the attention table.
 *
 * Invariants:
 * 1. Each (sensor, attribute, kind) counts at most once, however often it is told.
 * 2. While hidden only pins count; showing again restores the rest; `clear` takes back everything.
 */
export class ViewerInterest {
	readonly #table: AttentionTable;
	readonly #held = new Map<string, Map<string, Set<AttentionKind>>>();
	#hidden = false;

	constructor(table: AttentionTable) {
		this.#table = table;
	}

	/** Whether the viewer's page is hidden. */
	get hidden(): boolean {
		return this.#hidden;
	}

	/** Whether the viewer has that interest, told for that attribute itself. */
	holds(sensorId: string, attributeId: string, kind: AttentionKind): boolean {
		return this.#held.get(sensorId)?.get(attributeId)?.has(kind) ?? false;
	}

	/** Starts an interest; telling it twice changes nothing. */
	add({ sensorId, attributeId, kind }: Interest): void {
		let attributes = this.#held.get(sensorId);
		if (attributes === undefined) {
			attributes = new Map();
			this.#held.set(sensorId, attributes);
		}
		let kinds = attributes.get(attributeId);
		if (kinds === undefined) {
			kinds = new Set();
			attributes.set(attributeId, kinds);
		}
		if (kinds.has(kind)) return;
		kinds.add(kind);
		if (this.#counts(kind)) this.#table.add(sensorId, attributeId, kind);
	}

	/** Ends an interest; one that is not held changes nothing. */
	remove({ sensorId, attributeId, kind }: Interest): void {
		const attributes = this.#held.get(sensorId);
		const kinds = attributes?.get(attributeId);
		if (attributes === undefined || kinds === undefined || !kinds.delete(kind)) return;
		if (kinds.size === 0) attributes.delete(attributeId);
		if (attributes.size === 0) this.#held.delete(sensorId);
		if (this.#counts(kind)) this.#table.remove(sensorId, attributeId, kind);
	}

	/** Tells that the page was hidden or shown. */
	hide(hidden: boolean): void {
		if (hidden === this.#hidden) return;
		this.#hidden = hidden;
		for (const interest of this.#all()) {
			if (interest.kind === "pin") continue;
			const { sensorId, attributeId, kind } = interest;
			if (hidden) this.#table.remove(sensorId, attributeId, kind);
			else this.#table.add(sensorId, attributeId, kind);
		}
	}

	/** How closely the viewer watches an attribute, with the sensor's `*` counted in. */
	watchLevel(sensorId: string, attributeId: string): WatchLevel {
		const attributes = this.#held.get(sensorId);
		for (const id of [attributeId, ALL_ATTRIBUTES]) {
			const kinds = attributes?.get(id);
			if (kinds?.has("focus") || kinds?.has("hover") || kinds?.has("pin")) return WATCHED.focus;
		}
		return WATCHED.view;
	}

	/** Takes back everything, as when the socket closes. */
	clear(): void {
		for (const { sensorId, attributeId, kind } of this.#all()) {
			if (this.#counts(kind)) this.#table.remove(sensorId, attributeId, kind);
		}
		this.#held.clear();
	}

	#counts(kind: AttentionKind): boolean {
		return !this.#hidden || kind === "pin";
	}

	*#all(): Generator<Interest> {
		for (const [sensorId, attributes] of this.#held) {
			for (const [attributeId, kinds] of attributes)
				for (const kind of kinds) yield { sensorId, attributeId, kind };
		}
	}
}
