import type { Barrier, Flush, PresenceEvent, SealedRow } from "./flush.ts";
import { HISTORY } from "./history-limits.ts";
import { RowFifo } from "./row-fifo.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import type { SeriesHandle } from "./series-handle.ts";

/**
 * What one shard has yet to write. It belongs to the pool, so it survives a crash of the worker that empties it.
 *
 * 1. Rows of one series leave in the order they were sealed.
 * 2. At most one flush is in flight, and it stays the same until it is settled.
 * 3. A barrier leaves with, or after, every row sealed before it.
 * 4. Rows never take more than `shardBytes`: the oldest waveforms are given up first, then the oldest others;
 *    each is counted, and every waiting barrier of its sensor fails. (Writing them to a file instead belongs in `#shrink`.)
 */
export class ShardQueue {
	/** Called when there is something to write; `urgent` when it should not wait for the next flush. */
	wake: (urgent: boolean) => void = () => {};
	inFlight: Flush | undefined;
	written = 0;
	dropped = 0;
	readonly descriptions = new Set<SensorHandle>();
	readonly #report: (error: unknown) => void;
	readonly #limitBytes: number;
	readonly #waveforms = new RowFifo();
	readonly #others = new RowFifo();
	#dirty: SeriesHandle[] = [];
	#barriers: Barrier[] = [];
	/** Sensors of which rows were given up since the last flush was made. */
	readonly #losers = new Set<SensorHandle>();
	#presence: PresenceEvent[] = [];
	#openSamples = 0;
	#sealedSamples = 0;
	#sealedBytes = 0;
	#lastOrdinal = 0;
	#lastFlushId = 0;

	/** @param report told when the callback of a barrier throws, which is its owner's fault and stops nothing here */
	constructor(report: (error: unknown) => void, limitBytes: number = HISTORY.shardBytes) {
		this.#report = report;
		this.#limitBytes = limitBytes;
	}

	/** Samples accepted and not yet committed. */
	get depth(): number {
		const flying = this.inFlight?.rows.reduce((sum, row) => sum + row.samples, 0) ?? 0;
		return this.#openSamples + this.#sealedSamples + flying;
	}

	get isEmpty(): boolean {
		return (
			this.inFlight === undefined &&
			this.#dirty.length === 0 &&
			this.#waveforms.length + this.#others.length === 0 &&
			this.#barriers.length + this.#presence.length + this.descriptions.size === 0
		);
	}

	/** Whether enough waits to write it before the flush interval is over. */
	get isUrgent(): boolean {
		return (
			this.#waveforms.length + this.#others.length >= HISTORY.flushRows ||
			this.#openSamples >= HISTORY.flushSamples ||
			this.#sealedBytes >= HISTORY.flushBytes
		);
	}

	/** A sample was added to `series`; hot path. */
	appended(series: SeriesHandle): void {
		this.#openSamples += 1;
		if (!series.dirty) {
			series.dirty = true;
			this.#dirty.push(series);
			if (this.#dirty.length === 1) this.wake(false);
		}
		if (this.#openSamples === HISTORY.flushSamples) this.wake(true);
	}

	/** Samples that cannot be stored. */
	reject(samples: number): void {
		this.dropped += samples;
	}

	push(row: SealedRow): void {
		this.#lastOrdinal += 1;
		row.ordinal = this.#lastOrdinal;
		this.#openSamples -= row.samples;
		this.#sealedSamples += row.samples;
		this.#sealedBytes += row.bytes.length;
		(row.waveform ? this.#waveforms : this.#others).push(row);
		this.#shrink();
		if (this.isUrgent) this.wake(true);
	}

	addDescription(sensor: SensorHandle): void {
		this.descriptions.add(sensor);
		this.wake(false);
	}

	addPresence(event: PresenceEvent): void {
		if (this.#presence.length >= HISTORY.presenceEvents) this.#presence.shift();
		this.#presence.push(event);
		this.wake(false);
	}

	addBarrier(barrier: Barrier, urgent = false): void {
		if (this.#barriers.length >= HISTORY.barriers) {
			this.#finish(
				barrier,
				new Error(`More than ${HISTORY.barriers} confirmations of stored samples are waiting.`),
			);
			return;
		}
		this.#barriers.push(barrier);
		this.wake(urgent);
	}

	/** The flush in flight, or the next one made of what waits; `undefined` when nothing does. */
	take(): Flush | undefined {
		if (this.inFlight) return this.inFlight;
		const sealing = this.#dirty;
		this.#dirty = [];
		for (const series of sealing) series.seal();
		this.#failLosers();
		for (const barrier of this.#barriers) barrier.upTo ??= this.#lastOrdinal;
		const rows = this.#takeRows();
		const reached = Math.min(
			this.#waveforms.first?.ordinal ?? Number.POSITIVE_INFINITY,
			this.#others.first?.ordinal ?? Number.POSITIVE_INFINITY,
		);
		const split = this.#barriers.findIndex((barrier) => (barrier.upTo ?? 0) >= reached);
		const barriers = this.#barriers.splice(0, split === -1 ? this.#barriers.length : split);
		const presence = this.#presence;
		this.#presence = [];
		if (rows.length + barriers.length + presence.length + this.descriptions.size === 0) return undefined;
		this.#lastFlushId += 1;
		this.inFlight = { id: this.#lastFlushId, rows, barriers, presence };
		return this.inFlight;
	}

	/** The flush is committed; `lost` of its rows the database refused for good. */
	settle(flush: Flush, lost: readonly SealedRow[] = []): void {
		if (this.inFlight !== flush) return;
		this.inFlight = undefined;
		for (const row of flush.rows) this.written += row.samples;
		for (const row of lost) {
			this.written -= row.samples;
			this.dropped += row.samples;
		}
		const losers = new Set(lost.map((row) => row.series.sensor));
		for (const barrier of flush.barriers)
			this.#finish(barrier, barrier.sensor && losers.has(barrier.sensor) ? new Error(REFUSED) : undefined);
	}

	#takeRows(): SealedRow[] {
		const rows: SealedRow[] = [];
		let bytes = 0;
		for (;;) {
			const wave = this.#waveforms.first;
			const other = this.#others.first;
			const fromWaves = wave !== undefined && (other === undefined || wave.ordinal < other.ordinal);
			const next = fromWaves ? wave : other;
			if (!next || (rows.length > 0 && bytes + next.bytes.length > HISTORY.flushBytes)) return rows;
			this.#forget(fromWaves ? this.#waveforms : this.#others);
			rows.push(next);
			bytes += next.bytes.length;
		}
	}

	#shrink(): void {
		while (this.#sealedBytes > this.#limitBytes) {
			const row = this.#forget(this.#waveforms.length > 0 ? this.#waveforms : this.#others);
			if (!row) return;
			this.dropped += row.samples;
			this.#losers.add(row.series.sensor);
		}
	}

	#forget(fifo: RowFifo): SealedRow | undefined {
		const row = fifo.shift();
		if (row) {
			this.#sealedSamples -= row.samples;
			this.#sealedBytes -= row.bytes.length;
		}
		return row;
	}

	/** A later barrier vouches for what came before an earlier one, so all that wait fail together. */
	#failLosers(): void {
		if (this.#losers.size === 0) return;
		const hasLost = ({ sensor }: Barrier) => sensor !== undefined && this.#losers.has(sensor);
		const failed = this.#barriers.filter(hasLost);
		this.#barriers = this.#barriers.filter((barrier) => !hasLost(barrier));
		this.#losers.clear();
		for (const barrier of failed) this.#finish(barrier, new Error(LOST));
	}

	#finish(barrier: Barrier, error?: Error): void {
		try {
			barrier.done(error);
		} catch (thrown) {
			this.#report(thrown);
		}
	}
}

const LOST = "Samples before this point were given up; send them again.";
const REFUSED = "Samples before this point were given up; the database refuses them.";
