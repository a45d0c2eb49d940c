import type { Ref, Scope, Worker } from "@sensocto/supervision";
import type { NoveltyDetector } from "../../bio/novelty-detector.ts";
import type { Registry } from "../../registry/registry.ts";
import type { Attribute } from "./attribute.ts";
import { isWatched } from "./features/feature-streams.ts";
import { FollowedAttribute, type StreamListener } from "./features/followed-attribute.ts";
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

/** Samples that are older when they are read are no news, in ms; devices may keep them back for 25 s. */
const NEWS_MS = 60_000;

/**
 * Reads the live sensors' samples once a second and tells the NoveltyDetector the numbers in them.
 *
 * Invariant: a stream that cannot be read is left out and told so; the others are read on.
 *
 * It follows behind the hot path with cursors of its own; nothing waits for it, and while the detector is down it reads
 * nothing. Events, structured values, poses and places are left out.
 */
export class StreamFeatures implements Worker {
	readonly #context: StreamFeaturesContext;
	/** Forgotten with the attribute. */
	readonly #followed = new WeakMap<Attribute, FollowedAttribute | null>();
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
			const records = Array.from(this.#context.registry.values());
			this.#round = records.filter(({ store }) => store !== null);
		}
		const novelty = this.#context.novelty.peek();
		if (novelty !== undefined) {
			for (let i = this.#slice; i < this.#round.length; i += SLICES)
				this.#read(this.#round[i]!, novelty, now);
		}
		this.#slice = (this.#slice + 1) % SLICES;
	}

	#read(record: SensorRecord, listener: StreamListener, now: number): void {
		const { sensor, status, store } = record;
		if (store === null) return;
		const config = status === "online" ? sensor?.toldConfig : undefined;
		const isExpected = config !== undefined && !config.paused;
		const { clockOffsetMs } = record;
		for (const attribute of store.values()) {
			try {
				const followed = this.#follow(record.id, attribute);
				if (followed === null || attribute.ring.length === 0) continue;
				const offsetMs = clockOffsetMs ?? attribute.arrivedAt - attribute.ring.lastTime;
				followed.read(listener, now - offsetMs - NEWS_MS);
				if (isExpected) followed.silent(listener, now, config.recommended_batch_window);
				else followed.excuse(now);
			} catch (error) {
				// Crashing would begin the same round again, with the same end, and take the sensors' layer along.
				this.#followed.set(attribute, null);
				listener.leaveOut(record.id, attribute.id, String(error));
			}
		}
	}

	#follow(sensorId: string, attribute: Attribute): FollowedAttribute | null {
		let followed = this.#followed.get(attribute);
		if (followed === undefined) {
			followed = isWatched(attribute.type) ? new FollowedAttribute(sensorId, attribute) : null;
			this.#followed.set(attribute, followed);
		}
		return followed;
	}
}
