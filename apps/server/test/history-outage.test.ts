import { SensoctoSocket } from "@sensocto/client";
import { systemClock } from "@sensocto/supervision";
import { waitUntil } from "@sensocto/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withLaunchLock } from "../src/infrastructure/database/launch-lock.ts";
import { consistentHash } from "../src/storage/history/consistent-hash.ts";
import { HISTORY } from "../src/storage/history/history-limits.ts";
import { CrashRig } from "./harness/crash-rig.ts";
import { DurableWriter } from "./harness/durable-writer.ts";
import { Observer } from "./harness/observer.ts";
import { PlainWriter } from "./harness/plain-writer.ts";
import { BATCH_SAMPLES } from "./harness/sample-plan.ts";
import { differences, rowDifferences } from "./harness/stored-samples.ts";

const LOCK_MS = 30_000;
const LONGEST_MS = 60_000;
/** Batches a durable device has under way at most. */
const BATCHES = 60;
const FREEZE_MS = 2_000;

/** Devices whose samples wait in the same shard's memory, of which there is little: the less, the more shards. */
const SENSORS = Array.from({ length: 200 }, (_, index) => `device ${index}`)
	.filter((id) => consistentHash(id, HISTORY.shards) === HISTORY.shards - 1)
	.slice(0, 64 / HISTORY.shards);

describe("C10: the history while the database is away", () => {
	let rig: CrashRig;
	let socket: SensoctoSocket;
	let durable: DurableWriter[];
	let plain: PlainWriter;

	beforeEach(async () => {
		rig = await CrashRig.create({ HISTORY_MEMORY_MB: "1" });
		await rig.start();
		socket = new SensoctoSocket(rig.url);
		socket.connect();
		const startMs = Date.now() - 60_000;
		durable = SENSORS.map((id) => new DurableWriter(socket, id, startMs));
		plain = new PlainWriter(socket, "plain", startMs);
		await Promise.all([...durable, plain].map((writer) => writer.open()));
		write(5);
		await stored();
	});
	afterEach(async () => {
		await socket.close();
		await rig.dispose();
	});

	function write(batches: number): void {
		for (let batch = 0; batch < batches; batch += 1) for (const writer of [...durable, plain]) writer.write();
	}

	async function metric(name: string): Promise<number> {
		const text = await (await fetch(`${rig.url}/metrics`)).text();
		return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
	}

	const spilled = () =>
		waitUntil(async () => (await metric("sensocto_history_spilled_samples")) > 0, {
			...{ timeoutMs: LONGEST_MS, intervalMs: 50, what: "samples in the spill file" },
		});

	/** Waits until everything is in the history. */
	async function stored(): Promise<void> {
		for (const writer of durable) await writer.drain();
		await waitUntil(async () => (await differences(rig.server, plain)).length === 0, {
			...{ timeoutMs: LONGEST_MS, intervalMs: 100, what: "the last sample in the history" },
		});
	}

	async function expectExact(): Promise<void> {
		await stored();
		expect(await rowDifferences(rig, [...durable, plain])).toEqual([]);
		expect([...durable, plain].flatMap(({ problems }) => problems)).toEqual([]);
	}

	it("C10.1 spills what memory cannot hold, acknowledges none of it, and stores each once after a kill -9 of server and database", async () => {
		await withLaunchLock(rig.cluster, systemClock, LOCK_MS, async () => {
			const acked = durable.map(({ ackedSeq }) => ackedSeq);
			await rig.killDatabase();
			write(1);
			// What is being written stays in memory.
			await rig.server.process.waitForOutput(/could not be stored yet/, LONGEST_MS);
			write(BATCHES);
			await spilled();
			expect(await metric("sensocto_history_dropped_total")).toBe(0);
			expect(durable.map(({ ackedSeq }) => ackedSeq)).toEqual(acked);
			await rig.killServer();
		});
		await rig.start();
		for (const writer of durable) await writer.drain();
		expect(await rowDifferences(rig, durable)).toEqual(await rowsOfPlain());
		expect(durable.flatMap(({ problems }) => problems)).toEqual([]);
	});

	/** A device without a session is told nothing: what was in memory at the kill is lost, nothing is there twice. */
	async function rowsOfPlain(): Promise<string[]> {
		const rows = await rig.query<{ text: string; isOnce: boolean }>(`
			select format('stored, not sent: plain/%s: %s rows, %s instants, %s to %s', attribute_id, count(*),
				count(distinct ts), round(extract(epoch from min(ts)) * 1000), round(extract(epoch from max(ts)) * 1000)) as text,
				count(*) = count(distinct ts) as "isOnce"
			from sensor_attribute_data d join sensors s on s.id = d.sensor_id where s.external_id = 'plain'
			group by attribute_id order by attribute_id`);
		expect(rows.map(({ isOnce }) => isOnce)).toEqual([true, true, true]);
		return rows.map(({ text }) => text);
	}

	it("C10.2 keeps everything in the file when the server is stopped meanwhile", async () => {
		await withLaunchLock(rig.cluster, systemClock, LOCK_MS, async () => {
			await rig.killDatabase();
			write(BATCHES);
			for (const writer of [...durable, plain]) await writer.accepted();
			const { code } = await rig.server.process.stop(LONGEST_MS);
			expect(code).toBe(0);
		});
		await rig.start();
		await expectExact();
	});

	it("C10.3 goes on live while every process of the database is frozen or at once ended", async () => {
		const observer = await Observer.open(rig.url, "frozen", SENSORS);
		const samples = () => observer.samples(SENSORS[0]!, "temperature");
		const seen = () => {
			const last = durable[0]!.lastSeq * BATCH_SAMPLES - 1;
			return waitUntil(() => samples().at(-1)?.value === last, {
				timeoutMs: LONGEST_MS,
				what: `sample ${last}`,
			});
		};
		const pid = rig.databasePid!;
		const backends = await rig.query<{ pid: number }>(
			"select pid from pg_stat_activity where pid <> pg_backend_pid()",
		);
		const victims = [pid, ...backends.map((backend) => backend.pid)];
		for (const victim of victims) process.kill(victim, "SIGSTOP");
		const until = performance.now() + FREEZE_MS;
		try {
			write(1);
			const stuck = performance.now() + 2 * HISTORY.flushMs;
			await waitUntil(() => performance.now() >= stuck);
			for (let turn = 0; turn < 4; turn += 1) {
				write(BATCHES / 4);
				await seen();
			}
			await spilled();
			await waitUntil(() => performance.now() >= until);
		} finally {
			for (const victim of victims) process.kill(victim, "SIGCONT");
		}
		await expectExact();
		process.kill(pid, "SIGQUIT"); // An immediate stop.
		write(5);
		await seen();
		const [first] = samples();
		expect(samples().length).toBeGreaterThanOrEqual((BATCHES + 1 + 5) * BATCH_SAMPLES);
		expect(samples().map(({ seq }) => seq - first!.seq)).toEqual(samples().map((_, index) => index));
		expect(samples().map(({ value }) => value)).toEqual(
			samples().map((_, index) => Number(first!.value) + index),
		);
		await rig.healthy();
		await expectExact();
		await observer.close();
	});
});
