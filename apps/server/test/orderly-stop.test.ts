import { SensoctoSocket } from "@sensocto/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CrashRig } from "./harness/crash-rig.ts";
import { DurableWriter } from "./harness/durable-writer.ts";
import { PlainWriter } from "./harness/plain-writer.ts";
import { differences, rowDifferences } from "./harness/stored-samples.ts";

/** Longest an orderly stop may take on a busy machine, in ms. */
const STOP_MS = 60_000;

/** How far the devices' clocks stand behind, in ms. */
const BEHIND_MS = 3_600_000;
/** What the devices' sample times run ahead while they send without a pause, and a busy machine delays, in ms. */
const TOLERANCE_MS = 60_000;

describe("SIGTERM", () => {
	let rig: CrashRig;
	const closeCodes: number[] = [];
	let writers: (DurableWriter | PlainWriter)[];
	let exit: { code: number | null };

	beforeAll(async () => {
		rig = await CrashRig.create();
		await rig.start();
		const sockets = [new SensoctoSocket(rig.url), new SensoctoSocket(rig.url)];
		for (const socket of sockets) {
			socket.onState((state, { code }) => {
				if (state !== "waiting") return;
				closeCodes.push(code ?? 0);
				void socket.close();
			});
			socket.connect();
		}
		const startMs = Date.now() - BEHIND_MS;
		writers = [0, 1].flatMap((index) => [
			new DurableWriter(sockets[index]!, `durable:${index}`, startMs),
			new PlainWriter(sockets[index]!, `plain:${index}`, startMs),
		]);
		await Promise.all(writers.map((writer) => writer.open()));
		for (let batch = 0; batch < 40; batch += 1) for (const writer of writers) writer.write();
		await Promise.all(writers.map((writer) => writer.accepted()));
		exit = await rig.server.process.stop(STOP_MS);
	});
	afterAll(() => rig.dispose());

	it("tells every client to come back later (1012)", () => {
		expect(closeCodes).toEqual([1012, 1012]);
	});

	it("ends with exit code 0, and the embedded database with it", () => {
		expect(exit).toEqual({ code: 0, signal: null });
		expect(rig.databasePid).toBeUndefined();
	});

	it("keeps everything that was accepted before, once", async () => {
		await rig.start();
		const found = await Promise.all(writers.map((writer) => differences(rig.server, writer)));
		expect(found.flat()).toEqual([]);
		expect(await rowDifferences(rig, writers)).toEqual([]);
	});

	it("keeps with each chunk when it arrived and how far the device's clock stands from the server's", async () => {
		const [seen] = await rig.query<{ chunks: number; stamped: number; arrivals: number; offsets: number }>(`
			select count(*)::int as chunks, count(arrived_at)::int as stamped,
				count(*) filter (where arrived_at between now() - interval '5 minutes' and now())::int as arrivals,
				count(*) filter (where offset_ms between ${BEHIND_MS - TOLERANCE_MS} and ${BEHIND_MS + TOLERANCE_MS})::int as offsets
			from sensor_attribute_chunks`);
		expect(seen!.chunks).toBeGreaterThan(0);
		expect(seen).toEqual({
			chunks: seen!.chunks,
			stamped: seen!.chunks,
			arrivals: seen!.chunks,
			offsets: seen!.chunks,
		});
	});
});
