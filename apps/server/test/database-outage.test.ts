import { SensoctoSocket } from "@sensocto/client";
import { systemClock } from "@sensocto/supervision";
import { waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withLaunchLock } from "../src/infrastructure/database/launch-lock.ts";
import { CrashRig } from "./harness/crash-rig.ts";
import { DurableWriter } from "./harness/durable-writer.ts";
import { Observer, type SeenSample } from "./harness/observer.ts";
import { PlainWriter } from "./harness/plain-writer.ts";
import { BATCH_SAMPLES } from "./harness/sample-plan.ts";
import { differences, rowDifferences } from "./harness/stored-samples.ts";

const BATCHES = 30;
const LOCK_MS = 30_000;
const STORED_MS = 60_000;

describe("a database that is killed while devices send", () => {
	let rig: CrashRig;
	let observer: Observer;
	let socket: SensoctoSocket;
	let durable: DurableWriter;
	let plain: PlainWriter;
	let duringOutage: { databasePid: number | undefined; ackedSeq: number; ready: number };

	beforeAll(async () => {
		rig = await CrashRig.create();
		await rig.start();
		socket = new SensoctoSocket(rig.url);
		socket.connect();
		const startMs = Date.now() - 60_000;
		durable = new DurableWriter(socket, "durable", startMs);
		plain = new PlainWriter(socket, "plain", startMs);
		await Promise.all([durable.open(), plain.open()]);
		observer = await Observer.open(rig.url, "outage", ["durable", "plain"]);
		await send();
		await durable.drain();
		// Whoever holds this lock is about to launch the database: meanwhile the server cannot.
		await withLaunchLock(rig.cluster, systemClock, LOCK_MS, outage);
		await send();
	});
	afterAll(async () => {
		await observer.close();
		await socket.close();
		await rig.dispose();
	});

	/** Sends batches of both devices and waits until the viewer has seen the last of them. */
	async function send(): Promise<void> {
		for (let batch = 0; batch < BATCHES; batch += 1) {
			durable.write();
			plain.write();
		}
		for (const { lastSeq, sensorId } of [durable, plain])
			await observer.until(sensorId, "temperature", lastSeq * BATCH_SAMPLES);
	}

	async function outage(): Promise<void> {
		await rig.killDatabase();
		await send();
		const { status } = await rig.server.request("/health/ready");
		duringOutage = { databasePid: rig.databasePid, ackedSeq: durable.ackedSeq, ready: status };
	}

	it("does not touch live delivery: every sample comes, in order, without a gap", () => {
		for (const { lastSeq, sensorId } of [durable, plain]) {
			const seen: SeenSample[] = observer.samples(sensorId, "temperature");
			const first = seen[0]!.seq;
			expect(seen.map(({ seq }) => seq - first)).toEqual(seen.map((_, index) => index));
			expect(seen.map(({ value }) => value)).toEqual(
				Array.from({ length: lastSeq * BATCH_SAMPLES }, (_, n) => n),
			);
		}
		const gaps = observer.batches.all.flatMap(({ columns }) =>
			Object.values(columns).flatMap((each) => Object.values(each)),
		);
		expect(gaps.filter(({ gap }) => gap !== undefined)).toEqual([]);
	});

	it("acknowledges nothing meanwhile and says that it is not ready", () => {
		expect(duringOutage).toEqual({ databasePid: undefined, ackedSeq: BATCHES, ready: 503 });
	});

	it("is started again by the server, and everything accepted is stored once", async () => {
		await rig.healthy();
		await durable.drain();
		// A device without a session is told nothing: wait for what it sent last.
		const isStored = async () => (await differences(rig.server, plain)).length === 0;
		await waitUntil(isStored, {
			timeoutMs: STORED_MS,
			intervalMs: 100,
			what: "the last sample in the history",
		});
		expect(await differences(rig.server, durable)).toEqual([]);
		expect(await rowDifferences(rig, [durable, plain])).toEqual([]);
		expect([...durable.problems, ...plain.problems]).toEqual([]);
	});
});
