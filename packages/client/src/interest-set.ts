/** A sensor, or one attribute of it, whose data a viewer wants. */
export interface ViewerSubscription {
	sensor_id: string;
	/** All attributes when absent. */
	attribute_id?: string;
}

export type InterestKind = "view" | "hover" | "focus" | "pin";

/** Someone looks at an attribute in some way. */
export interface Interest {
	sensor_id: string;
	/** `"*"`, every attribute, when absent. */
	attribute_id?: string;
	kind: InterestKind;
}

/** A set of small records compared by their content; ids may hold any character. */
export class InterestSet<T extends ViewerSubscription & { kind?: string }, V = undefined> {
	readonly #entries = new Map<string, { item: T; value: V }>();

	get size(): number {
		return this.#entries.size;
	}

	add(item: T, value: V): void {
		this.#entries.set(key(item), { item, value });
	}

	delete(item: T): void {
		this.#entries.delete(key(item));
	}

	items(): T[] {
		return [...this.#entries.values()].map((entry) => entry.item);
	}

	/** The records grouped by the value they were added with. */
	byValue(): Map<V, T[]> {
		return Map.groupBy(this.items(), (item) => this.#entries.get(key(item))!.value);
	}
}

function key(item: ViewerSubscription & { kind?: string }): string {
	return JSON.stringify([item.sensor_id, item.attribute_id ?? "*", item.kind ?? ""]);
}
