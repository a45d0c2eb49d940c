import type { SensorDescriptor, SeriesDescriptor } from "./descriptors.ts";
import { SeriesHandle } from "./series-handle.ts";
import type { ShardQueue } from "./shard-queue.ts";

/**
 * One sensor on its way to the database: what is known of it, its series and when it was online.
 *
 * `revision` counts descriptions; the stored one is behind until `storedRevision` equals it.
 */
export class SensorHandle {
	descriptor: SensorDescriptor;
	readonly queue: ShardQueue;
	/** Primary key of the stored row, once there is one. */
	rowId: string | undefined;
	revision = 1;
	storedRevision = 0;
	/** When the stored `last_seen_at` was last refreshed, in server ms. */
	lastSeenStoredAt = 0;
	/** Whether the newest event said the sensor is online. */
	isOnline = false;
	/** Asks how far the device's clock stands from the server's, in ms; null while nobody knows. */
	clockOffset: () => number | null = () => null;
	readonly #series = new Map<string, SeriesHandle>();

	constructor(descriptor: SensorDescriptor, queue: ShardQueue) {
		this.descriptor = descriptor;
		this.queue = queue;
	}

	/** Every series described so far. */
	get allSeries(): Iterable<SeriesHandle> {
		return this.#series.values();
	}

	/** Server time minus device time in ms; NaN while unknown. */
	get clockOffsetMs(): number {
		return this.clockOffset() ?? Number.NaN;
	}

	/** Replaces the description; it is stored with the next flush. */
	describe(descriptor: SensorDescriptor): void {
		if (isSame(this.descriptor, descriptor)) return;
		this.descriptor = descriptor;
		this.touch();
	}

	/** The handle of one attribute, made or described anew; it is stored with the next flush. */
	series(descriptor: SeriesDescriptor): SeriesHandle {
		const known = this.#series.get(descriptor.attributeId);
		if (known && isSame(known.descriptor, descriptor)) return known;
		const sameShape = known?.descriptor.precision === descriptor.precision;
		if (known && sameShape) {
			known.descriptor = descriptor;
			this.touch();
			return known;
		}
		known?.seal();
		const series = new SeriesHandle(this, descriptor, this.queue);
		this.#series.set(descriptor.attributeId, series);
		this.touch();
		return series;
	}

	/** The handle of an attribute if it is known, whatever its description. */
	known(attributeId: string): SeriesHandle | undefined {
		return this.#series.get(attributeId);
	}

	/** The sensor is connected since `atMs` (server time). */
	online(atMs: number): void {
		this.isOnline = true;
		this.queue.addPresence({ sensor: this, online: true, atMs });
	}

	/** The sensor is not connected since `atMs` (server time). */
	offline(atMs: number): void {
		this.isOnline = false;
		this.queue.addPresence({ sensor: this, online: false, atMs });
	}

	/** Marks the description as not stored. */
	touch(): void {
		this.revision += 1;
		this.queue.addDescription(this);
	}
}

function isSame<T extends object>(a: T, b: T): boolean {
	const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof T>;
	for (const key of keys) if (a[key] !== b[key]) return false;
	return true;
}
