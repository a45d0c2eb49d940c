import type { Attribute } from "../attribute.ts";
import type { AttributeStore } from "../attribute-store.ts";
import type { SensorRecord } from "../sensor-record.ts";
import { isWatched } from "./feature-streams.ts";
import { FollowedAttribute, type StreamListener } from "./followed-attribute.ts";

/** Samples that are older when they are read are no news, in ms; devices may keep them back for 25 s. */
const NEWS_MS = 60_000;

/**
 * Reads the attributes of one sensor that are watched.
 *
 * Invariants: (1) an attribute that cannot be read is left out from then on and told so; the others are read on; (2) an
 * attribute whose ring stands where it stood costs a comparison.
 */
export class FollowedSensor {
	readonly #store: AttributeStore;
	#version = -1;
	#attributes: FollowedAttribute[] = [];
	#leftOut: Set<Attribute> | null = null;

	/** @param fromStart whether what stands in the rings already is news. */
	constructor(sensorId: string, store: AttributeStore, fromStart: boolean) {
		this.#store = store;
		this.#refresh(sensorId, fromStart);
	}

	/** Tells what came since the last time, or for how long nothing did; `now` is server time in ms. */
	read(record: SensorRecord, listener: StreamListener, now: number): void {
		if (this.#version !== this.#store.version) this.#refresh(record.id, false);
		const told = record.status === "online" ? record.sensor?.toldConfig : undefined;
		const windowMs = told === undefined || told.paused ? null : told.recommended_batch_window;
		let offsetMs: number | null | undefined;
		for (const followed of this.#attributes) {
			try {
				const { hasNews } = followed;
				if (hasNews) {
					if (offsetMs === undefined) offsetMs = record.clockOffsetMs;
					followed.read(listener, now - (offsetMs ?? followed.lagMs) - NEWS_MS);
				}
				if (windowMs === null) followed.excuse(now);
				else if (hasNews) followed.heard(windowMs);
				else followed.silent(listener, now, windowMs);
			} catch (error) {
				// Crashing would begin the same round again, with the same end, and take the sensors' layer along.
				this.#leaveOut(followed);
				listener.leaveOut(record.id, followed.attribute.id, String(error));
			}
		}
	}

	#refresh(sensorId: string, fromStart: boolean): void {
		this.#version = this.#store.version;
		const known = new Map(this.#attributes.map((followed) => [followed.attribute, followed]));
		this.#attributes = [];
		for (const attribute of this.#store.values()) {
			if (!isWatched(attribute.type) || this.#leftOut?.has(attribute)) continue;
			this.#attributes.push(known.get(attribute) ?? new FollowedAttribute(sensorId, attribute, fromStart));
		}
	}

	#leaveOut(followed: FollowedAttribute): void {
		// The round under way goes on over the list it began with.
		this.#attributes = this.#attributes.filter((other) => other !== followed);
		this.#leftOut ??= new Set();
		this.#leftOut.add(followed.attribute);
	}
}
