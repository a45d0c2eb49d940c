import type { Clock, Scope, Timer, Worker } from "@sensocto/supervision";
import type pg from "pg";
import type { DatabaseAccess, DatabaseLogger } from "../../infrastructure/database/database.ts";
import { uuidV7 } from "../../infrastructure/database/uuid-v7.ts";
import { type Applied, applyFlush, type FlushTarget, isRefusal } from "./apply-flush.ts";
import type { ChunkPartitions } from "./chunk-partitions.ts";
import { spillPosition } from "./claim-flush.ts";
import type { Flush } from "./flush.ts";
import { HISTORY } from "./history-limits.ts";
import type { ShardQueue } from "./shard-queue.ts";
import { SpillRelief } from "./spill/spill-relief.ts";
import type { SpilledRecord, SpillStore } from "./spill/spill-store.ts";
import { storeConnectorStates } from "./store-presence.ts";

export interface RepoReplicatorOptions {
	database: { get(): DatabaseAccess };
	clock: Clock;
	logger: DatabaseLogger;
	queue: ShardQueue;
	target: FlushTarget & { partitions: ChunkPartitions };
	/** Longest time one transaction may take, in ms. */
	flushTimeoutMs?: number | undefined;
	/** Takes what memory cannot hold; without it the oldest is given up. */
	spill?: SpillStore | undefined;
	/** Told after sensors went offline and everything about them is stored. */
	onOffline: () => void;
}

/**
 * Empties one shard's queue into the database.
 *
 * 1. One flush runs at a time. The next begins when much waits or somebody does, at the latest when a sample has
 *    waited for `HISTORY.lingerMs`: what a flush costs depends little on what is in it.
 * 2. A failed flush is tried again, the same, after a pause that doubles; nothing is taken from the queue meanwhile.
 * 3. Data the database refuses for what it is cannot block the shard: it is found, counted and left out.
 * 4. When more waits than memory should hold it goes to the spill file, also while a flush is stuck; what is there is
 *    stored before anything newer.
 * 5. Stopping writes what waits, until the first failure or for `HISTORY.stopMs`; the rest goes to the spill file.
 */
export class RepoReplicator implements Worker {
	readonly #options: RepoReplicatorOptions;
	#scope: Scope | undefined;
	#running: Promise<void> | undefined;
	#spilling = false;
	readonly #relief: SpillRelief | undefined;
	#timer: (() => void) | undefined;
	/** When the timer is due, and when the last flush began, monotonic ms. */
	#dueAt = 0;
	#beganAt = Number.NEGATIVE_INFINITY;
	#failures = 0;
	#isolate = false;
	#waitingSince: number | undefined;
	/** Duration of the last transaction in ms. */
	flushMs = 0;

	constructor(options: RepoReplicatorOptions) {
		this.#options = options;
		const { logger, queue, spill, target } = options;
		this.#relief = spill && new SpillRelief(queue, spill, target, logger);
	}

	/** How long the oldest waiting sample has waited, in ms. */
	get oldestMs(): number {
		const { queue, spill } = this.#options;
		if (this.#waitingSince === undefined || queue.depth + (spill?.samples ?? 0) === 0) return 0;
		return this.#options.clock.monotonic() - this.#waitingSince;
	}

	async start(scope: Scope): Promise<void> {
		await this.#options.spill?.open();
		this.#scope = scope;
		this.#options.queue.wake = (urgent) => this.#evaluate(urgent);
		this.#evaluate(false);
	}

	async stop(): Promise<void> {
		const { clock, queue, logger } = this.#options;
		this.#timer?.();
		let timer: Timer | undefined;
		const timeIsUp = new Promise<void>((resolve) => {
			timer = clock.setTimeout(resolve, HISTORY.stopMs);
		});
		await Promise.race([this.#finish(), timeIsUp]);
		clock.clearTimeout(timer);
		queue.wake = () => {};
		await this.#relief?.relieveAll();
		if (!this.#relief && !queue.isEmpty)
			logger.warn({ samples: queue.depth }, "stopped with samples that are not stored");
		else if (queue.hasNews || (queue.inFlight?.presence.length ?? 0) > 0)
			logger.warn({}, "stopped before it was stored which sensors came, went, changed or paused");
	}

	async #finish(): Promise<void> {
		const { queue, spill } = this.#options;
		try {
			await this.#running;
		} catch {
			// The scope has reported it: it is the crash that led here.
		}
		const failuresBefore = this.#failures;
		// Behind a full spill file memory follows it there: storing all of it may take minutes.
		while (!this.#scope?.signal.aborted && !queue.isEmpty && (spill?.isEmpty ?? true)) {
			await this.#flush();
			if (this.#failures > failuresBefore) return;
		}
	}

	/** Decides what happens next; called after every change. */
	#evaluate(urgent: boolean): void {
		const { queue, clock, spill } = this.#options;
		if (queue.isEmpty && (spill?.isEmpty ?? true)) {
			this.#waitingSince = undefined;
			return;
		}
		this.#waitingSince ??= clock.monotonic();
		// At a later turn: a batch that is being taken in must not be torn apart.
		if (spill && queue.isPressed && !this.#spilling && (this.#running || this.#failures > 0)) {
			this.#spilling = true;
			this.#scope?.after(0, async () => {
				await this.#relief?.relieve();
				this.#spilling = false;
				this.#evaluate(false);
			});
		}
		if (this.#running || !this.#scope) return;
		const isPausing = this.#failures > 0 && this.#timer !== undefined;
		if (isPausing) return;
		const dueAt = clock.monotonic() + this.#delayMs(urgent || queue.isUrgent);
		if (!this.#timer || dueAt < this.#dueAt) this.#schedule(dueAt);
	}

	/** How long the next flush can wait, in ms. */
	#delayMs(urgent: boolean): number {
		const { clock, queue, spill } = this.#options;
		const now = clock.monotonic();
		if (this.#failures > 0) return this.#backoffMs();
		if (urgent) return 0;
		if (!(spill?.isEmpty ?? true)) return HISTORY.flushMs;
		if (queue.isAwaited) return Math.max(0, this.#beganAt + HISTORY.flushMs - now);
		if (queue.hasNews) return HISTORY.flushMs;
		const longest = queue.isFilling ? HISTORY.flushMs : HISTORY.lingerMs;
		return Math.max(0, (this.#waitingSince ?? now) + longest - now);
	}

	#schedule(dueAt: number): void {
		this.#timer?.();
		this.#dueAt = dueAt;
		this.#timer = this.#scope?.after(Math.max(0, dueAt - this.#options.clock.monotonic()), () => {
			this.#timer = undefined;
			this.#running = this.#flush().finally(() => {
				this.#running = undefined;
				this.#evaluate(false);
			});
			return this.#running;
		});
	}

	#backoffMs(): number {
		const { first, longest } = HISTORY.backoffMs;
		return Math.min(longest, first * 2 ** (this.#failures - 1));
	}

	async #flush(): Promise<void> {
		const { queue, clock, logger, target } = this.#options;
		const began = clock.monotonic();
		this.#beganAt = began;
		let flush: Flush | undefined;
		try {
			flush = await this.#next();
			if (!flush) return;
			const applied = await this.#attempt(flush);
			this.#remember(flush, applied);
			if (flush.spilled) await this.#confirm(flush.spilled, applied);
			queue.settle(flush, applied?.lost, applied?.isRepeat);
			if (this.#options.spill?.isEmpty ?? true) this.#waitingSince = began;
			if (applied && applied.lost.length > 0)
				logger.error(
					{ shard: target.shard, rows: applied.lost.length },
					"the database refused samples for good",
				);
			this.#failures = 0;
			this.#isolate = false;
			if (flush.presence.some(({ what }) => what === "offline")) this.#options.onOffline();
		} catch (error) {
			this.#failures += 1;
			this.#isolate = isRefusal(error);
			// The rows these sensors were stored as may be gone.
			if (this.#isolate) for (const { series } of flush?.rows ?? []) queue.descriptions.add(series.sensor);
			logger.warn(
				{
					...{ shard: target.shard, flush: flush?.id, failures: this.#failures },
					...{ lostEvents: queue.lostEvents, error: (error as Error).message },
				},
				"samples could not be stored yet",
			);
		}
		this.flushMs = clock.monotonic() - began;
	}

	/** The flush that is not settled, else what waits longest: in the file, then in memory. */
	async #next(): Promise<Flush | undefined> {
		const { queue, spill } = this.#options;
		for (;;) {
			if (queue.inFlight) return queue.inFlight;
			// Asked and taken in one turn: rows on their way to the file are older than what is taken.
			if (!spill || (spill.isEmpty && !queue.isSpilling)) return queue.take();
			await this.#relief?.settled();
			const spilled = await spill.next();
			if (spilled) return queue.takeSpilled(spilled);
		}
	}

	/** What the database says decides: after a lost answer, or when the file came from an earlier process. */
	async #confirm(spilled: SpilledRecord, applied: Applied | undefined): Promise<void> {
		const { database, spill } = this.#options;
		const { segmentId, to } = spilled;
		await spill?.confirm(segmentId, applied ? to : await spillPosition(database.get().pool, segmentId));
	}

	/** One try on a connection of its own, which is given up with the try. */
	async #attempt(flush: Flush): Promise<Applied | undefined> {
		const { clock, database, flushTimeoutMs = HISTORY.flushTimeoutMs, queue, target } = this.#options;
		const client = await database.get().pool.connect();
		let open = true;
		const release = (error?: Error) => {
			if (open) client.release(error);
			open = false;
		};
		const timer = clock.setTimeout(
			() => release(new Error(`no answer within ${flushTimeoutMs} ms`)),
			flushTimeoutMs,
		);
		try {
			await target.partitions.ensure(
				client,
				flush.rows.map((row) => row.t0),
			);
			const applied = await applyFlush(client, flush, {
				...target,
				descriptions: queue.descriptions,
				newId: () => uuidV7(clock.now()),
				nowMs: clock.now(),
				isolate: this.#isolate,
			});
			if (applied) await this.#storeConnectors(client, flush, applied);
			release();
			return applied;
		} catch (error) {
			release(error as Error);
			throw error;
		} finally {
			clock.clearTimeout(timer);
		}
	}

	/** The flush is committed by now: a failure here must not repeat it. */
	async #storeConnectors(client: pg.ClientBase, flush: Flush, { described }: Applied): Promise<void> {
		const moved = flush.presence.filter(({ what }) => what === "online" || what === "offline");
		const rowIds = moved.map(({ sensor }) => described.rowIds.get(sensor) ?? sensor.rowId!);
		try {
			await storeConnectorStates(client, [...new Set(rowIds)]);
		} catch (error) {
			this.#options.logger.warn({ error: (error as Error).message }, "connector states are behind");
		}
	}

	/** What the transaction stored is true from now on. After a lost answer it is unknown, and described again. */
	#remember(flush: Flush, applied: Applied | undefined): void {
		const { queue, clock } = this.#options;
		if (!applied) {
			for (const { sensor } of [...flush.barriers, ...flush.presence])
				if (sensor) queue.descriptions.add(sensor);
			return;
		}
		const { rowIds, seriesIds, revisions } = applied.described;
		for (const [sensor, rowId] of rowIds) {
			sensor.rowId = rowId;
			sensor.storedRevision = revisions.get(sensor)!;
			const ids = seriesIds.get(sensor);
			for (const series of sensor.allSeries) series.seriesId = ids?.get(series.descriptor.attributeId) ?? 0;
			if (sensor.storedRevision === sensor.revision) queue.descriptions.delete(sensor);
		}
		const now = clock.now();
		for (const sensor of applied.seen) sensor.lastSeenStoredAt = now;
		for (const [series, hour] of applied.marked) series.markedHour = hour;
	}
}
