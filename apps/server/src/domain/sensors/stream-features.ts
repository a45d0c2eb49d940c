import type { Ref, Scope, Worker } from "@sensocto/supervision";
import type { NoveltyDetector } from "../../bio/novelty-detector.ts";
import type { Registry } from "../../registry/registry.ts";
import type { AttributeStore } from "./attribute-store.ts";
import { FollowedSensor } from "./features/followed-sensor.ts";
import type { SensorRecord } from "./sensor-record.ts";

/** What {@link StreamFeatures} works with. */
export interface StreamFeaturesContext {
	readonly registry: Registry<SensorRecord>;
	readonly novelty: Ref<NoveltyDetector>;
}

/** A round over all live sensors is cut into this many slices ... */
const SLICES = 10;

/** ... one every so many ms, so that each sensor is read once a second. */
const SLICE_MS = 100;

/** Stands for the reader of a store that was seen without a sample: most idle sensors never need one. */
const NOTHING_YET = "nothing yet";

/**
 * Reads the live sensors' samples once a second and tells the NoveltyDetector the numbers in them.
 *
 * It follows behind the hot path with cursors of its own; nothing waits for it, and while the detector is down it reads
 * nothing. Events, structured values, poses and places are left out. A sensor that never sent anything costs nothing.
 */
export class StreamFeatures implements Worker {
	readonly #context: StreamFeaturesContext;
	/** Forgotten with the store. */
	readonly #followed = new WeakMap<AttributeStore, FollowedSensor | typeof NOTHING_YET>();
	#round: SensorRecord[] = [];
	#slice = 0;

	constructor(context: StreamFeaturesContext) {
		this.#context = context;
	}

	start(scope: Scope): void {
		scope.every(SLICE_MS, () => this.#readSlice(scope.clock.now()));
	}

	#readSlice(now: number): void {
		if (this.#slice === 0) {
			this.#round = [];
			for (const record of this.#context.registry.values())
				if (record.store !== null) this.#round.push(record);
		}
		const novelty = this.#context.novelty.peek();
		if (novelty !== undefined) {
			for (let i = this.#slice; i < this.#round.length; i += SLICES) {
				const record = this.#round[i]!;
				this.#follow(record)?.read(record, novelty, now);
			}
		}
		this.#slice = (this.#slice + 1) % SLICES;
	}

	#follow({ id, store }: SensorRecord): FollowedSensor | null {
		if (store === null) return null;
		const known = this.#followed.get(store);
		if (typeof known === "object") return known;
		if (!hasSamples(store)) {
			if (known === undefined) this.#followed.set(store, NOTHING_YET);
			return null;
		}
		const followed = new FollowedSensor(id, store, known === NOTHING_YET);
		this.#followed.set(store, followed);
		return followed;
	}
}

function hasSamples(store: AttributeStore): boolean {
	for (const { ring } of store.values()) if (ring.head > 0) return true;
	return false;
}
