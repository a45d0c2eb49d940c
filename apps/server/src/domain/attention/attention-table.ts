import type { AttentionLevel } from "@sensocto/protocol";

/** What a viewer does with a sensor or one of its attributes. */
export type AttentionKind = "view" | "hover" | "focus" | "pin";

/** The attribute id that stands for all attributes of a sensor. */
export const ALL_ATTRIBUTES = "*";

/** Called when the level of a sensor has changed. */
export type AttentionListener = (sensorId: string, level: AttentionLevel, before: AttentionLevel) => void;

type Counts = Record<AttentionKind, number>;

/**
 * How much attention each sensor gets: reference counts of what viewers do, read by a Map lookup.
 *
 * Invariants:
 * 1. A count is the number of viewers that do that thing; each viewer counts once per (sensor, attribute, kind).
 * 2. Any focus, hover or pin makes high; any view medium; an open lobby low for every sensor; else none.
 * 3. It is owned one level above its writers and readers: none of their crashes loses an entry.
 */
export class AttentionTable {
	readonly #sensors = new Map<string, Map<string, Counts>>();
	readonly #listeners = new Set<AttentionListener>();
	readonly #lobbyListeners = new Set<() => void>();
	#openLobbies = 0;

	/** Viewers that have the list of all sensors open. */
	get openLobbies(): number {
		return this.#openLobbies;
	}

	/** The level of a sensor: the highest of its attributes. */
	level(sensorId: string): AttentionLevel {
		const attributes = this.#sensors.get(sensorId);
		let viewed = false;
		for (const counts of attributes?.values() ?? []) {
			if (counts.focus > 0 || counts.hover > 0 || counts.pin > 0) return "high";
			if (counts.view > 0) viewed = true;
		}
		if (viewed) return "medium";
		return this.#openLobbies > 0 ? "low" : "none";
	}

	/** Counts one more viewer that does `kind`. */
	add(sensorId: string, attributeId: string, kind: AttentionKind): void {
		this.#change(sensorId, attributeId, kind, 1);
	}

	/** Counts one viewer fewer. */
	remove(sensorId: string, attributeId: string, kind: AttentionKind): void {
		this.#change(sensorId, attributeId, kind, -1);
	}

	/** A viewer opened (+1) or left (-1) the list of all sensors. */
	lobby(change: 1 | -1): void {
		const before = this.#openLobbies;
		this.#openLobbies += change;
		if (before === 0 || this.#openLobbies === 0) for (const listener of this.#lobbyListeners) listener();
	}

	/** Listens to changes of single sensors; returns the function that ends it. */
	onChange(listener: AttentionListener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Listens to the first lobby opening and the last one closing, which move every unwatched sensor. */
	onLobby(listener: () => void): () => void {
		this.#lobbyListeners.add(listener);
		return () => this.#lobbyListeners.delete(listener);
	}

	#change(sensorId: string, attributeId: string, kind: AttentionKind, by: 1 | -1): void {
		const before = this.level(sensorId);
		let attributes = this.#sensors.get(sensorId);
		if (attributes === undefined) {
			attributes = new Map();
			this.#sensors.set(sensorId, attributes);
		}
		let counts = attributes.get(attributeId);
		if (counts === undefined) {
			counts = { view: 0, hover: 0, focus: 0, pin: 0 };
			attributes.set(attributeId, counts);
		}
		counts[kind] += by;
		if (counts.view + counts.hover + counts.focus + counts.pin === 0) {
			attributes.delete(attributeId);
			if (attributes.size === 0) this.#sensors.delete(sensorId);
		}
		const after = this.level(sensorId);
		if (after !== before) for (const listener of this.#listeners) listener(sensorId, after, before);
	}
}
