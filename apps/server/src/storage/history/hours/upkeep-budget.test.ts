import { setImmediate } from "node:timers/promises";
import { type Scope, systemClock } from "@sensocto/supervision";
import type pg from "pg";
import { describe, expect, it } from "vitest";
import type { DatabaseAccess } from "../../../infrastructure/database/database.ts";
import { silentLogger } from "../../../infrastructure/database/temporary-database.ts";
import { HISTORY } from "../history-limits.ts";
import { HistoryUpkeep } from "./upkeep.ts";

const QUERY_MS = 10;
const HOURS = 3;

/** An upkeep whose every query takes a while; it finds a few hours once, each nobody's any more when looked at. */
function start(waiting: () => number, mayRun?: () => boolean) {
	let nowMs = 0;
	const timers: { dueMs: number; fn: () => unknown }[] = [];
	const pauses: number[] = [];
	const queries: string[] = [];
	let wanted = HOURS;
	const query = async (text: string) => {
		queries.push(text);
		nowMs += QUERY_MS;
		if (!text.includes("count(*) over ()")) return { rows: [], rowCount: 0 };
		const total = wanted - upkeep.processed;
		const hour = new Date(0);
		return { rows: Array.from({ length: total }, (_, series_id) => ({ series_id, hour, total })) };
	};
	const pool = { query, connect: async () => ({ query, release: () => {} }) } as unknown as pg.Pool;
	const upkeep = new HistoryUpkeep({
		...{ logger: silentLogger, waiting, retention: { waveform: 0, scalar: 0, rollup: 0 } },
		...(mayRun !== undefined && { mayRun }),
		clock: { ...systemClock, now: () => nowMs, monotonic: () => nowMs },
		database: { get: () => ({ pool }) as DatabaseAccess },
	});
	upkeep.start({
		signal: new AbortController().signal,
		after: (ms: number, fn: () => unknown) => {
			pauses.push(ms);
			timers.push({ dueMs: nowMs + ms, fn });
			return () => {};
		},
	} as unknown as Scope);
	/** Lets that many timers run, one after the other. */
	const run = async (count: number) => {
		for (let turn = 0; turn < count; turn += 1) {
			const timer = timers.shift();
			if (!timer) throw new Error("nothing is scheduled");
			nowMs = Math.max(nowMs, timer.dueMs);
			timer.fn();
			await setImmediate();
		}
	};
	const more = () => {
		wanted += HOURS;
	};
	/** Lets timers run until that time has come. */
	const runUntil = async (untilMs: number) => {
		while (nowMs < untilMs) await run(1);
	};
	return { more, pauses, queries, run, runUntil, upkeep };
}

describe("HistoryUpkeep in a busy part of the day", () => {
	it("waits for a quiet one, and stops when it is over", async () => {
		let quiet = false;
		const { queries, run, runUntil, upkeep } = start(
			() => 0,
			() => quiet,
		);
		await runUntil(HISTORY.upkeepDeferMs / 2);
		expect(queries).toEqual([]);
		quiet = true;
		while (upkeep.processed === 0) await run(1);
		quiet = false;
		await run(20);
		expect(upkeep.processed).toBe(1);
		quiet = true;
		await run(4 + HOURS);
		expect(upkeep.processed).toBe(HOURS);
	});

	it("waits no longer than the limit, then works until nothing is left, then waits again", async () => {
		const { more, queries, runUntil, upkeep } = start(
			() => 0,
			() => false,
		);
		await runUntil(HISTORY.upkeepDeferMs - HISTORY.upkeepPauseMs);
		expect(queries).toEqual([]);
		await runUntil(HISTORY.upkeepDeferMs + 3 * HISTORY.upkeepPauseMs);
		expect(upkeep.processed).toBe(HOURS);
		more();
		await runUntil(2 * HISTORY.upkeepDeferMs - HISTORY.upkeepPauseMs);
		expect(upkeep.processed).toBe(HOURS);
		await runUntil(2 * HISTORY.upkeepDeferMs + 10 * HISTORY.upkeepPauseMs);
		expect(upkeep.processed).toBe(2 * HOURS);
	});

	it("does not begin to wait anew because of a short quiet spell that left work undone", async () => {
		let quiet = false;
		const { run, runUntil, upkeep } = start(
			() => 0,
			() => quiet,
		);
		await runUntil(HISTORY.upkeepDeferMs / 2);
		quiet = true;
		while (upkeep.processed === 0) await run(1);
		quiet = false;
		await runUntil(HISTORY.upkeepDeferMs - HISTORY.upkeepPauseMs);
		expect(upkeep.processed).toBe(1);
		await runUntil(HISTORY.upkeepDeferMs + 10 * HISTORY.upkeepPauseMs);
		expect(upkeep.processed).toBe(HOURS);
	});
});

describe("HistoryUpkeep's budget", () => {
	it("rests after each piece of work so that it works no more than its share of the time", async () => {
		const { pauses, queries, run, upkeep } = start(() => 0);
		await run(3 + HOURS);
		expect([upkeep.processed, upkeep.backlog]).toEqual([HOURS, 0]);
		const worked = queries.length * QUERY_MS;
		const rested = pauses.reduce((sum, ms) => sum + ms, 0) - 2 * HISTORY.upkeepPauseMs;
		expect(worked).toBeGreaterThan(HOURS * QUERY_MS);
		expect(worked / (worked + rested)).toBeCloseTo(HISTORY.upkeepShare, 9);
	});

	it("leaves the database alone while much waits to be written", async () => {
		let depth = HISTORY.upkeepDepth + 1;
		const { queries, run } = start(() => depth);
		await run(20);
		expect(queries).toEqual([]);
		depth = 0;
		await run(2);
		expect(queries.length).toBeGreaterThan(0);
	});
});
