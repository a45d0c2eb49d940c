import type { AttentionLevel } from "@sensocto/protocol";
import type { DemandClass, Stream } from "./allocate.ts";

type MutableClass = Stream & { count: number };

/**
 * Streams grouped into classes of equal weight, cost and bounds: what the allocator computes with.
 *
 * Only numbers and words are compared, never ids; a class exists while it is counted.
 */
export class DemandClasses implements Iterable<DemandClass> {
	readonly #byWeight = new Map<number, Map<number, MutableClass[]>>();
	#size = 0;

	/** Number of classes. */
	get size(): number {
		return this.#size;
	}

	/** Counts `count` more streams of that kind. */
	add(stream: Stream, count = 1): void {
		let byCost = this.#byWeight.get(stream.weight);
		if (byCost === undefined) {
			byCost = new Map();
			this.#byWeight.set(stream.weight, byCost);
		}
		const classes = byCost.get(stream.cost);
		const known = classes?.find((other) => sameKind(other, stream));
		if (known !== undefined) {
			known.count += count;
			return;
		}
		const fresh = { ...stream, count };
		if (classes === undefined) byCost.set(stream.cost, [fresh]);
		else classes.push(fresh);
		this.#size++;
	}

	/** Forgets all classes. */
	clear(): void {
		this.#byWeight.clear();
		this.#size = 0;
	}

	*[Symbol.iterator](): Iterator<DemandClass> {
		for (const byCost of this.#byWeight.values()) {
			for (const classes of byCost.values()) yield* classes;
		}
	}
}

function sameKind(one: Stream, other: Stream): boolean {
	return (
		one.level === other.level &&
		one.pool === other.pool &&
		one.bytes === other.bytes &&
		sameClaim(one.without, other.without)
	);
}

function sameClaim(
	one: { weight: number; level: AttentionLevel } | undefined,
	other: { weight: number; level: AttentionLevel } | undefined,
): boolean {
	return one?.weight === other?.weight && one?.level === other?.level;
}
