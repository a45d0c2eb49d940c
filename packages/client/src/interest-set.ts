interface Interest {
	sensor_id: string;
	attribute_id?: string;
	kind?: string;
}

/** A set of subscriptions or leases, compared by content, each with a value; ids may hold any character. */
export class InterestSet<T extends Interest, V = undefined> {
	readonly #entries = new Map<string, { item: T; value: V }>();

	get size(): number {
		return this.#entries.size;
	}

	/** Holds the item with this value from now on; false when it was held already. */
	add(item: T, value: V): boolean {
		const name = key(item);
		const isNew = !this.#entries.has(name);
		this.#entries.set(name, { item, value });
		return isNew;
	}

	/** Holds the item no longer; false when it was not held. */
	delete(item: T): boolean {
		return this.#entries.delete(key(item));
	}

	/** All items, in the order they came. */
	items(): T[] {
		return Array.from(this.#entries.values(), ({ item }) => item);
	}

	/** The items of equal value, in groups of at most `limit`. */
	groups(limit: number): { value: V; items: T[] }[] {
		const groups: { value: V; items: T[] }[] = [];
		for (const [value, entries] of Map.groupBy(this.#entries.values(), (entry) => entry.value)) {
			for (let start = 0; start < entries.length; start += limit) {
				groups.push({ value, items: entries.slice(start, start + limit).map((entry) => entry.item) });
			}
		}
		return groups;
	}
}

function key(item: Interest): string {
	return JSON.stringify([item.sensor_id, item.attribute_id ?? "*", item.kind ?? ""]);
}
