import { SensoctoSocket, ViewerSession } from "@sensocto/client";
import { typeOfAttribute } from "@sensocto/protocol";
import { BUSY, waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Attribute } from "../../src/domain/sensors/attribute.ts";
import { RawSocket } from "../harness/raw-socket.ts";
import { report } from "../harness/report.ts";
import { TestServer } from "../launch-server.ts";

/** What memory is promised to do: samples a second on one core, bytes a sample, ms for the seeds of a page. */
const APPENDS_PER_SECOND = 1_000_000;
const BYTES_PER_SAMPLE = 8;
const SEEDS_MS = 50;

/** Bytes of a chunk of 512 samples beside them. */
const CHUNK_OVERHEAD = { bytes: 200, samples: 512 };

/** Streams on the page, samples of each in memory, and how often it is opened. */
const STREAMS = 50;
const PAST = 600;
const OPENED = 21;

const names = Array.from({ length: STREAMS }, (_, k) => `temperature_${k}`);

describe("samples in memory", () => {
	it.each([
		["ecg", 250],
		["heartrate", 1],
	] as const)("take a million values of %s a second and 8 bytes each", (id, samplingRateHz) => {
		const type = typeOfAttribute({ attribute_id: id, attribute_type: id });
		const meta = { unit: null, displayName: null, provenance: "real", derivedFrom: null } as const;
		const attribute = new Attribute(id, type, { ...meta, samplingRateHz });
		const [count, stepMs] = [2_000_000, 1_000 / samplingRateHz];
		const began = performance.now();
		for (let k = 0; k < count; k++) attribute.append(k * stepMs, k % 100, k * stepMs);
		const perSecond = (1_000 * count) / (performance.now() - began);
		const { byteLength, length } = attribute.ring;
		report(
			`${id}: ${Math.round(perSecond / 1_000)} thousand appends/s, ${(byteLength / length).toFixed(2)} B`,
		);
		expect(perSecond).toBeGreaterThanOrEqual(APPENDS_PER_SECOND / BUSY);
		const chunks = Math.ceil(length / CHUNK_OVERHEAD.samples) + 1;
		const room = chunks * CHUNK_OVERHEAD.samples * BYTES_PER_SAMPLE;
		expect(byteLength).toBeLessThanOrEqual(room + chunks * CHUNK_OVERHEAD.bytes);
	});
});

describe("seeds on a real socket", () => {
	let server: TestServer;
	beforeAll(async () => {
		server = await TestServer.launch();
		const device = await RawSocket.open(server.socketUrl());
		await device.ask({
			topic: "sensor:room",
			event: "phx_join",
			payload: { sensor_id: "room" },
			ref: "join",
		});
		const since = Date.now() - PAST * 1_000;
		for (const attribute_id of names) {
			const payload = Array.from({ length: PAST }, (_, k) => ({
				...{ attribute_id, payload: 20 + (k % 7), timestamp: since + k * 1_000 },
			}));
			device.send({ topic: "sensor:room", event: "measurements_batch", payload });
		}
		await device.ask({ topic: "sensor:room", event: "ping", ref: "sent" });
	});
	afterAll(() => server?.stop());

	/** Opens the page; the answer is the time in ms until the last of its streams has its past. */
	async function openPage(n: number): Promise<number> {
		const socket = new SensoctoSocket(server.url);
		socket.connect();
		const viewer = new ViewerSession(socket, { viewId: `page ${n}`, encoding: "binary" });
		const samples = new Map<string, number>();
		let seededAt = 0;
		viewer.onBatch(({ blocks }) => {
			for (const { attributeId, times } of blocks)
				samples.set(attributeId, (samples.get(attributeId) ?? 0) + times.length);
			if (samples.size === STREAMS) seededAt = performance.now();
		});
		await viewer.open();
		const asked = performance.now();
		const subscriptions = names.map((attribute_id) => ({ sensor_id: "room", attribute_id }));
		await viewer.subscribe(subscriptions, { seedMs: 3_600_000 });
		const isWhole = () => samples.size === STREAMS && [...samples.values()].every((count) => count === PAST);
		await waitUntil(isWhole, { intervalMs: 2, what: "the seeds" });
		await socket.close();
		return seededAt - asked;
	}

	it("bring ten minutes of 50 streams within 50 ms (p95), each sample once", async () => {
		const tookMs: number[] = [];
		await openPage(-1); // What is done once at the first opening is no seed's.
		for (let n = 0; n < OPENED; n++) tookMs.push(await openPage(n));
		tookMs.sort((a, b) => a - b);
		const [median, p95] = [tookMs[Math.floor(OPENED / 2)]!, tookMs[Math.ceil(0.95 * OPENED) - 1]!];
		report(`seeds of ${STREAMS} streams: median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`);
		expect(p95).toBeLessThanOrEqual(BUSY * SEEDS_MS);
	});
});
