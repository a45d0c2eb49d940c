import type { SensorDescriptor, SeriesDescriptor } from "./descriptors.ts";
import type { PresenceEvent } from "./flush.ts";
import { HISTORY } from "./history-limits.ts";
import { SeriesHandle } from "./series-handle.ts";
import type { ShardQueue } from "./shard-queue.ts";

/**
 * One sensor on its way to the database: what is known of it, its series, when it was online and when asked to pause.
 *
 * 1. Nothing of a sensor is stored before its first sample, and none of its series before its own: what a device merely
 *    announces leaves no trace. A sensor that was stored before is {@link keep | kept} from the start.
 * 2. `revision` counts descriptions; the stored one is behind until `storedRevision` equals it.
 * 3. No more than `HISTORY.seriesPerSensor` series are remembered, and those of which something has yet to be stored.
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
	#isKept = false;
	/** Since when it is online, in server ms, as long as it is not kept. */
	#onlineSince: number | null = null;
	/** Since when its devices are asked to send nothing, in server ms. */
	#pausedSince: number | null = null;

	constructor(descriptor: SensorDescriptor, queue: ShardQueue) {
		this.descriptor = descriptor;
		this.queue = queue;
	}

	/** Whether it is stored, or on its way there. */
	get isKept(): boolean {
		return this.#isKept;
	}

	/** Stores it from now on, whether or not it has a sample. */
	keep(): this {
		if (this.#isKept) return this;
		this.#isKept = true;
		this.queue.addDescription(this);
		if (this.#onlineSince !== null) this.#tell("online", this.#onlineSince);
		if (this.#pausedSince !== null) this.#tell("paused", this.#pausedSince);
		return this;
	}

	/** One of its series has samples to be stored. */
	sampled(series: SeriesHandle): void {
		this.keep();
		if (this.#series.has(series.descriptor.attributeId)) return;
		// Its attribute had no samples for so long that others took its place.
		this.#remember(series);
		this.touch();
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
		if (known?.isKept) series.keep();
		this.#remember(series);
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
		if (this.#isKept) this.#tell("online", atMs);
		else this.#onlineSince ??= atMs;
	}

	/** The sensor is not connected since `atMs` (server time). */
	offline(atMs: number): void {
		this.paced(false, atMs);
		this.isOnline = false;
		if (this.#isKept) this.#tell("offline", atMs);
		else this.#onlineSince = null;
	}

	/** Its devices are asked to send nothing since `atMs` (server time), or no longer; who is offline is asked nothing. */
	paced(paused: boolean, atMs: number): void {
		if (paused === (this.#pausedSince !== null) || (paused && !this.isOnline)) return;
		this.#pausedSince = paused ? atMs : null;
		if (this.#isKept) this.#tell(paused ? "paused" : "resumed", atMs);
	}

	/** Marks the description as not stored. */
	touch(): void {
		this.revision += 1;
		if (this.#isKept) this.queue.addDescription(this);
	}

	#tell(what: PresenceEvent["what"], atMs: number): void {
		this.queue.addPresence({ sensor: this, what, atMs });
	}

	#remember(series: SeriesHandle): void {
		this.#series.set(series.descriptor.attributeId, series);
		for (const [attributeId, known] of this.#series) {
			if (this.#series.size <= HISTORY.seriesPerSensor) return;
			if (known !== series && !known.isAwaited) this.#series.delete(attributeId);
		}
	}
}

function isSame<T extends object>(a: T, b: T): boolean {
	const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof T>;
	for (const key of keys) if (a[key] !== b[key]) return false;
	return true;
}
