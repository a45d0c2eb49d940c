import type { Clock, Scope, Worker } from "@sensocto/supervision";
import type { DatabaseAccess, DatabaseLogger } from "../../../infrastructure/database/database.ts";
import { timestamp } from "../chunk-query.ts";
import { HISTORY, HOUR_MS } from "../history-limits.ts";
import { forgetSilent } from "./forget-silent.ts";
import { processHour, type SeriesHour } from "./process-hour.ts";
import { expire, type RetentionDays } from "./retention.ts";

export interface UpkeepOptions {
	database: { get(): DatabaseAccess };
	clock: Clock;
	logger: DatabaseLogger;
	retention: RetentionDays;
	/** Samples that wait to be written: upkeep waits while they are many. */
	waiting: () => number;
	/** Whether work that can wait may run now; always when left out. */
	mayRun?: () => boolean;
}

/**
 * Looks after stored history in the background: merges and summarises hours that are over, deletes what has expired.
 *
 * 1. One hour of one series at a time, the oldest first, in a transaction of its own.
 * 2. After each it rests so long that work is no more than `HISTORY.upkeepShare` of the time; writing goes first.
 * 3. It waits for a quiet part of the day, at most `HISTORY.upkeepDeferMs`; then it works until nothing is left.
 * 4. A failure is logged and tried again at the next look; a database that is away costs nothing else.
 */
export class HistoryUpkeep implements Worker {
	readonly #options: UpkeepOptions;
	#expireAt = Number.NEGATIVE_INFINITY;
	/** When it first had to wait for a quiet part of the day since nothing was left to do. */
	#deferredSince: number | undefined;
	/** Hours known to wait at the last look. */
	backlog = 0;
	/** Hours dealt with. */
	processed = 0;

	constructor(options: UpkeepOptions) {
		this.#options = options;
	}

	start(scope: Scope): void {
		const next = async () => {
			const pauseMs = await this.#look(scope);
			if (!scope.signal.aborted) scope.after(pauseMs, next);
		};
		scope.after(HISTORY.upkeepPauseMs, next);
	}

	/** One look for work, done in full and without rest; for tests and tools. */
	async runOnce(): Promise<void> {
		for (let hours = await this.#find(); hours.length > 0; hours = await this.#find()) {
			for (const hour of hours) await this.#process(hour);
		}
		await this.#expire();
	}

	/** @returns the pause until the next look, in ms */
	async #look(scope: Scope): Promise<number> {
		const { logger, waiting } = this.#options;
		if (waiting() > HISTORY.upkeepDepth || this.#deferred()) return HISTORY.upkeepPauseMs;
		try {
			await this.#timed(scope, () => this.#expireWhenDue());
			let hours: SeriesHour[] = [];
			await this.#timed(scope, async () => {
				hours = await this.#find();
			});
			if (hours.length === 0) this.#deferredSince = undefined;
			for (const hour of hours) {
				if (scope.signal.aborted || waiting() > HISTORY.upkeepDepth || this.#deferred()) break;
				await this.#timed(scope, () => this.#process(hour));
			}
		} catch (error) {
			logger.warn({ error: (error as Error).message }, "history could not be looked after now");
		}
		return HISTORY.upkeepPauseMs;
	}

	/** Whether the day is busy and there is still time to wait. */
	#deferred(): boolean {
		const { clock, mayRun } = this.#options;
		if (mayRun === undefined || mayRun()) return false;
		this.#deferredSince ??= clock.monotonic();
		return clock.monotonic() - this.#deferredSince < HISTORY.upkeepDeferMs;
	}

	/** Does a piece of work and rests as the budget asks. */
	async #timed(scope: Scope, work: () => Promise<void>): Promise<void> {
		const { clock } = this.#options;
		const began = clock.monotonic();
		await work();
		const restMs = (clock.monotonic() - began) * (1 / HISTORY.upkeepShare - 1);
		// Never resumed once the scope has closed.
		await new Promise<void>((resolve) => {
			scope.after(restMs, resolve);
		});
	}

	async #find(): Promise<SeriesHour[]> {
		const { clock, database } = this.#options;
		const before = clock.now() - HISTORY.hourGraceMs - HOUR_MS;
		const { rows } = await database.get().pool.query<{ series_id: number; hour: Date; total: number }>(
			`select series_id, hour, count(*) over () as total from history_hours
			where dirty and hour <= $1::timestamptz order by hour, series_id limit $2`,
			[timestamp(before), HISTORY.upkeepHours],
		);
		this.backlog = rows[0]?.total ?? 0;
		return rows.map(({ series_id, hour }) => ({ seriesId: series_id, hour: hour.getTime() }));
	}

	async #process(hour: SeriesHour): Promise<void> {
		const client = await this.#options.database.get().pool.connect();
		let failure: Error | undefined;
		try {
			await processHour(client, hour);
			this.processed += 1;
			this.backlog = Math.max(0, this.backlog - 1);
		} catch (error) {
			failure = error as Error;
			throw error;
		} finally {
			client.release(failure);
		}
	}

	async #expireWhenDue(): Promise<void> {
		const { clock } = this.#options;
		if (clock.monotonic() < this.#expireAt) return;
		await this.#expire();
		this.#expireAt = clock.monotonic() + HISTORY.retentionMs;
	}

	async #expire(): Promise<void> {
		const { clock, database, logger, retention } = this.#options;
		const { pool } = database.get();
		await expire(pool, retention, clock.now(), logger);
		await forgetSilent(pool, clock.now());
	}
}
