import type { Interest } from "@sensocto/client";
import type { LeaseKind } from "@sensocto/protocol";

/** Sends a change of attention to the server. */
export type SendAttention = (change: { add: Interest[]; remove: Interest[]; hidden?: boolean }) => void;

/**
 * Who looks at what, counted over all panels and sent as differences.
 *
 * 1. An interest is told once, however many panels hold it, and taken back with the last one.
 * 2. Changes of one turn travel in one message; what comes and goes within it is never told.
 */
export class AttentionTracker {
	readonly #send: SendAttention;
	readonly #schedule: (flush: () => void) => void;
	readonly #held = new Map<string, { interest: Interest; count: number }>();
	readonly #told = new Map<string, Interest>();
	readonly #touched = new Set<string>();
	#scheduled = false;

	/** @param schedule runs a function soon, for example `queueMicrotask`. */
	constructor(send: SendAttention, schedule: (flush: () => void) => void) {
		this.#send = send;
		this.#schedule = schedule;
	}

	/** Holds an interest; the answer gives it back and is safe to call twice. */
	hold(sensorId: string, attributeId: string, kind: LeaseKind): () => void {
		const key = JSON.stringify([sensorId, attributeId, kind]);
		const interest = { sensor_id: sensorId, attribute_id: attributeId, kind };
		const entry = this.#held.get(key) ?? { interest, count: 0 };
		entry.count++;
		this.#held.set(key, entry);
		this.#touch(key);
		let held = true;
		return () => {
			if (!held) return;
			held = false;
			entry.count--;
			if (entry.count === 0) this.#held.delete(key);
			this.#touch(key);
		};
	}

	/** Tells whether the page is out of sight; the interests stay. */
	setHidden(hidden: boolean): void {
		this.#send({ add: [], remove: [], hidden });
	}

	#touch(key: string): void {
		this.#touched.add(key);
		if (this.#scheduled) return;
		this.#scheduled = true;
		this.#schedule(() => this.#flush());
	}

	#flush(): void {
		this.#scheduled = false;
		const add: Interest[] = [];
		const remove: Interest[] = [];
		for (const key of this.#touched) {
			const held = this.#held.get(key)?.interest;
			const told = this.#told.get(key);
			if (held !== undefined && told === undefined) {
				this.#told.set(key, held);
				add.push(held);
			} else if (held === undefined && told !== undefined) {
				this.#told.delete(key);
				remove.push(told);
			}
		}
		this.#touched.clear();
		if (add.length > 0 || remove.length > 0) this.#send({ add, remove });
	}
}
