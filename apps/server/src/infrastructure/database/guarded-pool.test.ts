import { EventEmitter } from "node:events";
import { SensoctoError } from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import type pg from "pg";
import { describe, expect, it } from "vitest";
import { databaseBreaker } from "./database-breaker.ts";
import { GuardedPool } from "./guarded-pool.ts";

/** A pool whose connections come, fail or hang as the test says. */
class FakePool extends EventEmitter {
	answer: "connects" | "fails" | "hangs" = "connects";
	calls = 0;
	/** Answers queries in place of the usual answers. */
	query: (() => Promise<never>) | null = null;
	readonly released: unknown[] = [];
	readonly options = { max: 1 };
	#waiting: (() => void)[] = [];

	async connect(): Promise<pg.PoolClient> {
		this.calls++;
		if (this.answer === "fails") throw new Error("connect ECONNREFUSED");
		if (this.answer === "hangs") await new Promise<void>((resolve) => this.#waiting.push(resolve));
		let fail = (_error: Error): void => {};
		return {
			query: (sql: string) => {
				if (this.query !== null) return this.query();
				return sql === "hang"
					? new Promise((_, reject) => (fail = reject))
					: Promise.resolve({ rows: [sql] });
			},
			release: (broken: unknown) => {
				this.released.push(broken);
				if (broken) fail(new Error("Connection terminated"));
			},
		} as unknown as pg.PoolClient;
	}

	/** Lets every connection that hangs through. */
	come(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}

	end(): Promise<void> {
		return Promise.resolve();
	}
}

function setUp() {
	const clock = new FakeClock();
	const pool = new FakePool();
	const changes: unknown[] = [];
	const logger = { warn: (fields: object) => changes.push(fields) };
	const breaker = databaseBreaker({ clock, random: () => 0.5, logger });
	const guarded = new GuardedPool(pool as unknown as pg.Pool, clock, breaker);
	const fail = async (times: number) => {
		pool.answer = "fails";
		for (let n = 0; n < times; n++) await expect(guarded.connect()).rejects.toThrow(SensoctoError);
	};
	return { breaker, changes, clock, fail, guarded, pool };
}

describe("GuardedPool", () => {
	it("G1 tells a failure as what it is, with its cause, and refuses after five for 30 s without asking", async () => {
		const { breaker, changes, fail, guarded, pool } = setUp();
		pool.answer = "fails";
		const error = await guarded.connect().catch((thrown: SensoctoError) => thrown);
		expect(error).toMatchObject({ code: "storage_unavailable", status: 503, details: undefined });
		expect((error as SensoctoError).cause).toEqual(new Error("connect ECONNREFUSED"));
		await fail(4);
		expect(breaker.state).toBe("open");
		expect(changes).toEqual([{ state: "open", failures: 5 }]);
		await expect(guarded.connect()).rejects.toMatchObject({
			code: "storage_unavailable",
			details: { retry_after: 30 },
		});
		expect(pool.calls).toBe(5);
	});

	it("G3 takes new connections of others for evidence, and its own for one call each", async () => {
		const { breaker, clock, fail, guarded, pool } = setUp();
		await fail(5);
		for (let n = 0; n < 2; n++) pool.emit("connect");
		expect(breaker.state).toBe("open");
		pool.emit("connect");
		expect(breaker.state).toBe("closed");

		await fail(5);
		await clock.advance(30_000);
		pool.answer = "hangs";
		for (let probe = 1; probe <= 3; probe++) {
			expect(breaker.state).toBe("half-open");
			const client = guarded.connect();
			pool.emit("connect");
			pool.come();
			(await client).release();
		}
		expect(breaker.state).toBe("closed");
	});

	it("G3a takes a connection back that is held for 30 s, which fails what waits on it, and counts that", async () => {
		const { breaker, clock, guarded, pool } = setUp();
		const hangs = () => guarded.use((client) => client.query("hang"));
		for (let n = 0; n < 5; n++) {
			expect(breaker.state).toBe("closed");
			const result = expect(hangs()).rejects.toMatchObject({
				code: "storage_unavailable",
				cause: new Error("Connection terminated"),
			});
			await clock.advance(30_000);
			await result;
		}
		expect(pool.released).toEqual(Array(5).fill(new Error("no answer within 30000 ms")));
		expect(breaker.state).toBe("open");
	});

	it("G3c takes a server that hangs up under a query for what it is, and counts that", async () => {
		const { breaker, guarded, pool } = setUp();
		const lost = [
			new Error("Connection terminated unexpectedly"),
			new Error("Client has encountered a connection error and is not queryable"),
			Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
			Object.assign(new Error("terminating connection due to administrator command"), { code: "57P01" }),
			Object.assign(new Error("connection failure"), { code: "08006" }),
		];
		for (const cause of lost) {
			expect(breaker.state).toBe("closed");
			const client = await guarded.connect();
			pool.query = () => Promise.reject(cause);
			await expect(client.query("works", [])).rejects.toMatchObject({ code: "storage_unavailable", cause });
			client.release();
			pool.query = null;
		}
		expect(pool.released).toEqual(Array(5).fill(true));
		expect(breaker.state).toBe("open");
	});

	it("G3b passes on what a query says and gives the connection back once, broken when the work failed", async () => {
		const { clock, guarded, pool } = setUp();
		expect(await guarded.use((client) => client.query("works"))).toEqual({ rows: ["works"] });
		const wrong = new Error("division by zero");
		await expect(guarded.use(() => Promise.reject(wrong))).rejects.toBe(wrong);
		const client = await guarded.connect();
		expect(await client.query("works", [])).toEqual({ rows: ["works"] });
		client.release();
		client.release(true);
		await clock.advance(60_000);
		expect(pool.released).toEqual([undefined, wrong, undefined]);
		expect(clock.pending).toBe(0);
	});

	it("G4 without a breaker passes everything on", async () => {
		const pool = new FakePool();
		const guarded = new GuardedPool(pool as unknown as pg.Pool, new FakeClock(), undefined);
		pool.answer = "fails";
		for (let n = 0; n < 9; n++) await expect(guarded.connect()).rejects.toThrow(SensoctoError);
		expect(pool.calls).toBe(9);
		expect(guarded.options).toBe(pool.options);
	});
});
