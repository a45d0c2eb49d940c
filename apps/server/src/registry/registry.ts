/**
 * Who lives where: names to live entries, looked up in constant time.
 *
 * It is plain state owned above its users, so a crash of any of them leaves the names standing.
 */
export class Registry<T> {
	readonly #entries = new Map<string, T>();
	#made = 0;

	/** Number of names. */
	get size(): number {
		return this.#entries.size;
	}

	/** The entry of that name, or undefined. */
	lookup(name: string): T | undefined {
		return this.#entries.get(name);
	}

	/**
	 * Gives the name to an entry, made only if the name is free; returns the entry that has it.
	 *
	 * @param make is given a serial number that no other entry has or had, from 1.
	 */
	register(name: string, make: (serial: number) => T): T {
		let entry = this.#entries.get(name);
		if (entry === undefined) {
			entry = make(++this.#made);
			this.#entries.set(name, entry);
		}
		return entry;
	}

	/** Frees a name. */
	unregister(name: string): boolean {
		return this.#entries.delete(name);
	}

	/** Every entry, oldest name first. */
	values(): IterableIterator<T> {
		return this.#entries.values();
	}
}
