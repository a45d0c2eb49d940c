import {
	type DurableOptions,
	type DurableStorage,
	DurableStream,
	SensoctoSocket,
	type WebSocketConstructor,
} from "@sensocto/client";
import { waitUntil, withSeed } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "./launch-server.ts";

const T0 = 1_700_000_000_000;
const ECG_STEP_MS = 4;

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

/** The connections of a device, to be lost when the test wants it. */
class Connections {
	#latest: WebSocket | undefined;
	readonly WebSocket = this.#listed();

	/** Ends the latest connection at once: whatever is under way is lost. */
	lose(): void {
		this.#latest?.close(4_001);
	}

	#listed(): WebSocketConstructor {
		const list = (socket: WebSocket): void => {
			this.#latest = socket;
		};
		return class extends WebSocket {
			constructor(url: string) {
				super(url);
				list(this);
			}
		} as unknown as WebSocketConstructor;
	}
}

interface DeviceOptions extends DurableOptions {
	WebSocket?: WebSocketConstructor;
}

/** A device whose samples tell their own number; it connects again after 20 ms. */
class Device {
	readonly socket: SensoctoSocket;
	readonly stream: DurableStream;
	static readonly #next = new Map<string, number>();

	constructor(sensorId: string, { WebSocket, ...options }: DeviceOptions = {}) {
		this.socket = new SensoctoSocket(server.url, { random: () => 0, ...(WebSocket && { WebSocket }) });
		this.socket.onState((state) => {
			if (state === "waiting") setTimeout(() => this.socket.connect(), 20);
		});
		const identity = {
			sensorId,
			sensorName: sensorId,
			sensorType: "chest-belt",
			connectorId: "belts",
			connectorName: "Belts",
			connectorType: "typescript",
			attributes: {
				ecg: { attribute_type: "ecg", sampling_rate: 250 },
				steps: { attribute_type: "steps", sampling_rate: 1 },
			},
			provenance: "simulated" as const,
		};
		this.stream = new DurableStream(this.socket, identity, options);
	}

	record(attribute: string, count: number): void {
		const key = `${this.stream.identity.sensorId} ${attribute}`;
		const first = Device.#next.get(key) ?? 0;
		Device.#next.set(key, first + count);
		for (let n = first; n < first + count; n++) this.stream.record(attribute, n, T0 + n * ECG_STEP_MS);
	}

	async open(): Promise<void> {
		this.socket.connect();
		await this.stream.open();
	}
}

const values = (first: number, end: number): number[] =>
	Array.from({ length: end - first }, (_, index) => first + index);

describe("DurableStream and a real server", () => {
	it("SD1 stores every sample once, in order, while the connection is lost again and again", () =>
		withSeed(async (rng) => {
			const connections = new Connections();
			const device = new Device("sd1", { WebSocket: connections.WebSocket });
			const { socket, stream } = device;
			await device.open();
			for (let round = 0; round < 20; round++) {
				device.record("ecg", rng.int(1, 200));
				device.record("steps", rng.int(0, 3));
				stream.flush();
				if (rng.chance(0.3)) await waitUntil(() => stream.pendingSamples === 0);
				if (rng.chance(0.6)) connections.lose();
				if (rng.chance(0.5)) await waitUntil(() => socket.state === "open");
			}
			await stream.drained();
			let samples = 0;
			for (const attribute of ["ecg", "steps"]) {
				const { v } = (await server.history("sd1", attribute))!;
				expect(v).toEqual(values(0, v.length));
				samples += v.length;
			}
			expect(samples).toBe(stream.storedSamples);
			expect(stream.lostSamples).toBe(0);
			await socket.close();
		}));

	it("SD2 fills in a long outage at once, with a gap where the buffer was too small", async () => {
		const device = new Device("sd2");
		await device.open();
		device.record("ecg", 250);
		await device.stream.drained();
		await device.socket.close();
		device.record("steps", 100);
		device.record("ecg", 12_000);
		await device.open();
		await device.stream.drained();
		const stored = (await server.history("sd2", "ecg"))!.v;
		// The 100 steps are kept: what gave way are the oldest of the waveform.
		expect(stored).toEqual([...values(0, 250), ...values(250 + 2_100, 12_250)]);
		expect((await server.history("sd2", "steps"))!.v).toEqual(values(0, 100));
		expect(device.stream.lostSamples).toBe(2_100);
		const route = `/api/sensors/sd2/attributes/ecg/history?from=${T0}&to=${T0 + 60_000}&max_points=20000`;
		const { gaps } = (await server.request(route)).body as { gaps: { from: number; to: number }[] };
		expect(gaps).toContainEqual({ from: T0 + 249 * ECG_STEP_MS, to: T0 + 2_350 * ECG_STEP_MS });
		await device.stream.close();
		await device.socket.close();
	});

	it("SD3 survives the device's own end, with what it had saved", async () => {
		let saved: string | undefined;
		const storage: DurableStorage = {
			load: () => (saved === undefined ? undefined : JSON.parse(saved)),
			save: (state) => {
				saved = JSON.stringify(state);
			},
		};
		for (let run = 0; run < 4; run++) {
			const device = new Device("sd3", { storage });
			await device.open();
			device.record("steps", 25);
			device.stream.flush();
			await waitUntil(() => saved?.includes(String(T0 + (run * 25 + 24) * ECG_STEP_MS)));
			// The run ends here, whether its last batches are stored, on their way or not.
			await device.socket.close();
		}
		const last = new Device("sd3", { storage });
		await last.open();
		await last.stream.drained();
		expect((await server.history("sd3", "steps"))!.v).toEqual(values(0, 100));
		expect(last.stream.session).toBe(JSON.parse(saved!).session);
		await last.socket.close();
	});

	it("SD4 loses nothing when the server is killed and starts again", async () => {
		const device = new Device("sd4");
		const { stream } = device;
		await device.open();
		for (let batch = 0; batch < 20; batch++) {
			device.record("ecg", 100);
			stream.flush();
		}
		await waitUntil(() => stream.storedSamples > 0);
		server.process.kill("SIGKILL");
		await server.process.exited;
		device.record("ecg", 500);
		server = await TestServer.launch({ DATA_DIR: server.dataDir, PORT: String(server.port) });
		await stream.drained();
		expect((await server.history("sd4", "ecg"))!.v).toEqual(values(0, 2_500));
		await device.socket.close();
	});
});
