import { systemClock } from "@sensocto/supervision";
import { waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withLaunchLock } from "../../src/infrastructure/database/launch-lock.ts";
import { CrashRig } from "../harness/crash-rig.ts";

const LOCK_MS = 30_000;
const HISTORY = "/api/sensors/nobody/attributes/temperature/history";

/** Longest time a breaker is open the first time, in s. */
const OPEN_S = 36;

interface Answer {
	readonly status: number;
	readonly retryAfter: number | null;
	readonly error: string;
}

describe("scenario 17: the database is the dependency that fails", () => {
	let rig: CrashRig;
	const failing: Answer[] = [];
	let refused: Answer;
	let refusedMs: number;
	let during: unknown;

	beforeAll(async () => {
		rig = await CrashRig.create();
		await rig.start();
		// Whoever holds this lock is about to launch the database: meanwhile the server cannot.
		await withLaunchLock(rig.cluster, systemClock, LOCK_MS, outage);
	});
	afterAll(() => rig.dispose());

	async function read(): Promise<Answer> {
		const response = await fetch(rig.server.url + HISTORY, { signal: AbortSignal.timeout(LOCK_MS) });
		const retryAfter = response.headers.get("retry-after");
		const { error } = (await response.json()) as { error: string };
		return { status: response.status, retryAfter: retryAfter === null ? null : Number(retryAfter), error };
	}

	async function dependencies(): Promise<Record<string, string>> {
		const { body } = await rig.server.request("/health/ready");
		return (body as { checks: { dependencies: { details: Record<string, string> } } }).checks.dependencies
			.details;
	}

	async function outage(): Promise<void> {
		await rig.killDatabase();
		for (let call = 0; call < 5; call++) failing.push(await read());
		const began = performance.now();
		refused = await read();
		refusedMs = performance.now() - began;
		during = await dependencies();
	}

	it("every read says that the storage is unavailable, and from the sixth on when to come again", () => {
		for (const { error, status } of failing) expect([status, error]).toEqual([503, "storage_unavailable"]);
		expect(refused).toMatchObject({ status: 503, error: "storage_unavailable" });
		expect(refused.retryAfter).toBeGreaterThan(0);
		expect(refused.retryAfter).toBeLessThanOrEqual(OPEN_S);
		expect(refusedMs).toBeLessThan(1_000);
		expect(during).toEqual({ database: "open" });
	});

	it("reads are answered again as soon as the server has started the database anew", async () => {
		await rig.healthy();
		const isClosed = async () => (await dependencies()).database === "closed";
		await waitUntil(isClosed, { timeoutMs: LOCK_MS, what: "a closed breaker" });
		expect(await read()).toMatchObject({ status: 404, error: "attribute_not_found" });
	});
});
