import { hashLease, type Lease } from "@sensocto/protocol";
import { InterestSet } from "./interest-set.ts";

/** A viewer's interest; an absent attribute stands for the whole sensor. */
export type Interest = Omit<Lease, "attribute_id"> & { attribute_id?: string };

/** What a viewer looks at, with the hash by which both ends tell whether they mean the same. */
export class LeaseSet {
	readonly #interests = new InterestSet<Interest>();
	#hash = 0;

	get size(): number {
		return this.#interests.size;
	}

	/** Sum of `hashLease` over the set, modulo 2³². */
	get hash(): number {
		return this.#hash;
	}

	add(interest: Interest): void {
		if (this.#interests.add(interest, undefined)) this.#hash = (this.#hash + hash(interest)) >>> 0;
	}

	delete(interest: Interest): void {
		if (this.#interests.delete(interest)) this.#hash = (this.#hash - hash(interest)) >>> 0;
	}

	/** All interests, in the order they came. */
	items(): Interest[] {
		return this.#interests.items();
	}
}

function hash({ attribute_id = "*", kind, sensor_id }: Interest): number {
	return hashLease({ sensor_id, attribute_id, kind });
}
