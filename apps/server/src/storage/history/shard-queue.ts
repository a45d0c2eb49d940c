import type { Barrier, Flush, PresenceEvent, SealedRow } from "./flush.ts";
import { HISTORY } from "./history-limits.ts";
import { RowFifo } from "./row-fifo.ts";
import type { SensorHandle } from "./sensor-handle.ts";
import type { SeriesHandle } from "./series-handle.ts";
import type { SpillGroup } from "./spill/spill-record.ts";
import type { SpilledRecord } from "./spill/spill-store.ts";

/**
 * What one shard has yet to write. It belongs to the pool, so it survives a crash of the worker that empties it.
 *
 * 1. Rows of one series leave in the order they were sealed.
 * 2. At most one flush is in flight, and it stays the same until it is settled.
 * 3. A barrier leaves with, or after, every row sealed before it.
 * 4. Rows that take more than `limitBytes` are to be spilled; see {@link isPressed}. They never take more than
 *    `hardLimitBytes`: the oldest waveforms are given up first, then the oldest others; each is counted, and every
 *    waiting barrier of its sensor fails.
 * 5. A barrier of spilled rows waits until they are in the database: it leaves with the first flush made after that.
 */
export class ShardQueue {
	/** Called when there is something to write; `urgent` when it should not wait for the next flush. */
	wake: (urgent: boolean) => void = () => {};
	inFlight: Flush | undefined;
	written = 0;
	dropped = 0;
	/** Events of presence given up. */
	lostEvents = 0;
	readonly descriptions = new Set<SensorHandle>();
	readonly #report: (error: unknown) => void;
	readonly #limitBytes: number;
	readonly #hardLimitBytes: number;
	readonly #fillingSamples: number;
	/** Samples on their way to the spill file. */
	#spillingSamples = 0;
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
	constructor(
		report: (error: unknown) => void,
		limitBytes: number = HISTORY.shardBytes,
		hardLimitBytes: number = limitBytes,
	) {
		this.#report = report;
		this.#limitBytes = limitBytes;
		this.#fillingSamples = Math.ceil((limitBytes * HISTORY.lingerShare) / HISTORY.openSampleBytes) + 1;
		this.#hardLimitBytes = hardLimitBytes;
	}

	/** Samples accepted, neither committed nor in the spill file. */
	get depth(): number {
		const { inFlight } = this;
		const flying = inFlight === undefined || inFlight.spilled ? 0 : countSamples(inFlight.rows);
		return this.#openSamples + this.#sealedSamples + this.#spillingSamples + flying;
	}

	/** Whether rows are on their way to the spill file. */
	get isSpilling(): boolean {
		return this.#spillingSamples > 0;
	}

	/** Whether more waits in memory than should. */
	get isPressed(): boolean {
		return this.#bytes > this.#limitBytes;
	}

	/** Whether too much waits to let more gather. */
	get isFilling(): boolean {
		return this.#bytes > this.#limitBytes * HISTORY.lingerShare;
	}

	get #bytes(): number {
		return this.#sealedBytes + this.#openSamples * HISTORY.openSampleBytes;
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

	/** Whether somebody waits for a confirmation. */
	get isAwaited(): boolean {
		return this.#barriers.length > 0;
	}

	/** Whether there is more to write than samples: sensors that came, went or changed. */
	get hasNews(): boolean {
		return this.#presence.length + this.descriptions.size > 0;
	}

	/** A sample was added to `series`; hot path. */
	appended(series: SeriesHandle): void {
		this.#openSamples += 1;
		if (!series.dirty) {
			series.sampled();
			this.#dirty.push(series);
			if (this.#dirty.length === 1) this.wake(false);
		}
		if (this.#openSamples === HISTORY.flushSamples) this.wake(true);
		else if (this.#openSamples === this.#fillingSamples || this.#openSamples % HISTORY.wakeSamples === 0)
			this.wake(false);
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
		if (this.isFilling) this.wake(this.isUrgent || this.isPressed);
		else if (this.isUrgent) this.wake(true);
	}

	addDescription(sensor: SensorHandle): void {
		this.descriptions.add(sensor);
		this.wake(false);
	}

	addPresence(event: PresenceEvent): void {
		if (this.#presence.push(event) > HISTORY.presenceEvents && this.#presence.shift()) this.lostEvents++;
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

	/** Makes a flush of rows that come back from the spill file. */
	takeSpilled(spilled: SpilledRecord): Flush {
		this.inFlight = { id: 0, rows: spilled.group.rows, barriers: [], presence: [], spilled };
		return this.inFlight;
	}

	/**
	 * Everything that waits in memory, for the spill file; the barriers stay, and go to the file as the sessions they
	 * vouch for.
	 */
	takeForSpill(): SpillGroup | undefined {
		const sealing = this.#dirty;
		this.#dirty = [];
		for (const series of sealing) series.seal();
		this.#failLosers();
		for (const barrier of this.#barriers) barrier.upTo ??= this.#lastOrdinal;
		const rows = this.#takeRows(Number.POSITIVE_INFINITY);
		if (rows.length === 0) return undefined;
		this.#spillingSamples += countSamples(rows);
		return { rows, sessions: sessionsOf(this.#barriers) };
	}

	/** What was taken for the spill file is there, or, with an error, given up. */
	spilled({ rows }: SpillGroup, error?: Error): void {
		const samples = countSamples(rows);
		this.#spillingSamples -= samples;
		if (!error) return;
		this.dropped += samples;
		for (const row of rows) this.#losers.add(row.series.sensor);
	}

	/** The flush is committed; `lost` of its rows the database refused for good. A repeat stored nothing new. */
	settle(flush: Flush, lost: readonly SealedRow[] = [], isRepeat = false): void {
		if (this.inFlight !== flush) return;
		this.inFlight = undefined;
		if (!isRepeat) this.written += countSamples(flush.rows);
		for (const row of lost) {
			this.written -= row.samples;
			this.dropped += row.samples;
		}
		const losers = new Set(lost.map((row) => row.series.sensor));
		if (flush.spilled) for (const sensor of losers) this.#losers.add(sensor);
		for (const barrier of flush.barriers)
			this.#finish(barrier, barrier.sensor && losers.has(barrier.sensor) ? new Error(REFUSED) : undefined);
	}

	#takeRows(most: number = HISTORY.flushBytes): SealedRow[] {
		const rows: SealedRow[] = [];
		let bytes = 0;
		for (;;) {
			const wave = this.#waveforms.first;
			const other = this.#others.first;
			const fromWaves = wave !== undefined && (other === undefined || wave.ordinal < other.ordinal);
			const next = fromWaves ? wave : other;
			if (!next || (rows.length > 0 && bytes + next.bytes.length > most)) return rows;
			this.#forget(fromWaves ? this.#waveforms : this.#others);
			rows.push(next);
			bytes += next.bytes.length;
		}
	}

	#shrink(): void {
		while (this.#sealedBytes > this.#hardLimitBytes) {
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

/** The numbered batches that barriers vouch for. */
export function sessionsOf(barriers: readonly Barrier[]): SpillGroup["sessions"] {
	return barriers.flatMap(({ sensor, session, seq }) =>
		sensor && session !== undefined && seq !== undefined ? [{ sensor, session, seq }] : [],
	);
}

function countSamples(rows: readonly SealedRow[]): number {
	return rows.reduce((sum, row) => sum + row.samples, 0);
}

const LOST = "Samples before this point were given up; send them again.";
const REFUSED = "Samples before this point were given up; the database refuses them.";
