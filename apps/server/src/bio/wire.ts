/** Called with each value of a wire. */
export type WireListener<T> = (value: T) => void;

/** The newest value of a wire for a consumer that asks for it; `end` ends that. */
export interface Watched<T> {
	readonly latest: T | undefined;
	readonly end: () => void;
}

/**
 * A named signal of the adaptive layer: who produces it, who consumes it, and its latest value.
 *
 * Invariants:
 * 1. A value reaches the consumers synchronously, in the order they came; `latest` is set before.
 * 2. Producers and consumers are known by name, so that a test can prove that no output ends nowhere.
 * 3. A wire outlives its parts: one that restarts finds the latest value.
 *
 * For decisions and measurements, a few hundred a second; samples never travel on wires.
 */
export class Wire<T> {
	readonly name: string;
	readonly #producers = new Map<string, number>();
	readonly #consumers = new Map<WireListener<T>, string>();
	#latest: T | undefined;
	#carried = 0;

	constructor(name: string) {
		this.name = name;
	}

	/** The newest value, or undefined before the first. */
	get latest(): T | undefined {
		return this.#latest;
	}

	/** Number of values carried since the start. */
	get carried(): number {
		return this.#carried;
	}

	/** Who produces the signal at the moment. */
	get producers(): string[] {
		return [...this.#producers.keys()];
	}

	/** Who consumes the signal at the moment. */
	get consumers(): string[] {
		return [...new Set(this.#consumers.values())];
	}

	/** Registers a producer; it calls `send` with each value and `end` when it stops. */
	produce(name: string): { send: WireListener<T>; end: () => void } {
		this.#producers.set(name, (this.#producers.get(name) ?? 0) + 1);
		let open = true;
		return {
			send: (value) => this.#send(value),
			end: () => {
				if (!open) return;
				open = false;
				const left = this.#producers.get(name)! - 1;
				if (left > 0) this.#producers.set(name, left);
				else this.#producers.delete(name);
			},
		};
	}

	/** Registers a consumer; the answer ends it. */
	consume(name: string, listener: WireListener<T>): () => void {
		const own: WireListener<T> = (value) => listener(value);
		this.#consumers.set(own, name);
		return () => this.#consumers.delete(own);
	}

	/** Registers a consumer that looks at the newest value when it needs it, and is not told of new ones. */
	watch(name: string): Watched<T> {
		const wire = this;
		return {
			get latest() {
				return wire.latest;
			},
			end: wire.consume(name, () => {}),
		};
	}

	#send(value: T): void {
		this.#latest = value;
		this.#carried++;
		for (const listener of this.#consumers.keys()) listener(value);
	}
}
