import { setTimeout as sleep } from "node:timers/promises";
import { deflatedAloneSize, deflatedSize } from "./deflated-size.ts";
import { ECG_HZ, ecgSignal } from "./ecg-signal.ts";
import { RawWebSocket } from "./raw-web-socket.ts";

const SENSOR = "ecg-chest-strap-1";
/** Time for an answer, and for the last frames to arrive, in ms. */
const PATIENCE_MS = 5_000;
const POLL_MS = 5;
const SAMPLE_MS = 1_000 / ECG_HZ;

/** Bytes per second of one ECG at one viewer, WebSocket headers included. */
export interface WireBytes {
	binary: number;
	rows: number;
	/** The rows with permessage-deflate. */
	deflated: number;
	/** The rows with permessage-deflate, each frame by itself. */
	deflatedAlone: number;
}

interface Client {
	socket: RawWebSocket;
	/** Sends a message and waits for its answer. */
	call(event: string, payload: unknown): Promise<void>;
	/** `sensor_batch` frames since they were cleared last. */
	batches: { body: Buffer; wireBytes: number }[];
}

async function connect(port: number, topic: string): Promise<Client> {
	const texts: string[] = [];
	const batches: Client["batches"] = [];
	let open = false;
	const socket = new RawWebSocket({
		port,
		path: "/socket/websocket?vsn=2.0.0",
		onOpen: () => {
			open = true;
		},
		onText: (text) => texts.push(text),
		onFrame: (body, wireBytes) => {
			if (body.includes("sensor_batch")) batches.push({ body: Buffer.from(body), wireBytes });
		},
		onEnd: () => {
			open = false;
		},
	});
	const until = async (condition: () => boolean): Promise<void> => {
		const deadline = performance.now() + PATIENCE_MS;
		while (!condition()) {
			if (performance.now() > deadline)
				throw new Error(`no answer on ${topic}: ${texts.at(-1) ?? "silence"}`);
			await sleep(POLL_MS);
		}
	};
	let ref = 0;
	await until(() => open);
	return {
		socket,
		batches,
		async call(event, payload) {
			const mine = String(++ref);
			socket.send(JSON.stringify(["1", mine, topic, event, payload]));
			await until(() =>
				texts.some((text) => text.startsWith(`["1","${mine}",`) && text.includes('"status":"ok"')),
			);
		},
	};
}

/** Lets a device send an ECG in batches of one window each, in real time, to a viewer of each encoding. */
export async function ecgWireBytes(
	port: number,
	{ focus, seconds, windowMs }: { focus: boolean; seconds: number; windowMs: number },
): Promise<WireBytes> {
	const device = await connect(port, `sensocto:sensor:${SENSOR}`);
	const viewers: Client[] = [];
	try {
		await device.call("phx_join", {
			connector_id: "bench",
			connector_name: "Bench",
			sensor_id: SENSOR,
			sensor_name: "Chest strap",
			sensor_type: "ecg",
			attributes: { ecg: { attribute_id: "ecg", attribute_type: "ecg", sampling_rate: ECG_HZ } },
			sampling_rate: ECG_HZ,
			batch_size: 1,
			bearer_token: "",
		});
		for (const encoding of ["binary", "rows"]) {
			const viewer = await connect(port, `viewer:3f6c1d${encoding.length}`);
			await viewer.call("phx_join", { encoding });
			await viewer.call("subscribe", { subscriptions: [{ sensor_id: SENSOR, attribute_id: "ecg" }] });
			if (focus) {
				const add = [{ sensor_id: SENSOR, attribute_id: "ecg", kind: "focus" }];
				await viewer.call("attention", { epoch: 1, add, remove: [] });
			}
			viewers.push(viewer);
		}
		const samples = await play(device.socket, viewers, seconds, windowMs);
		const [binary, rows] = viewers as [Client, Client];
		const perSecond = (bytes: number): number => (bytes * ECG_HZ) / samples;
		const size = (client: Client): number =>
			client.batches.reduce((sum, { wireBytes }) => sum + wireBytes, 0);
		const bodies = rows.batches.map(({ body }) => body);
		return {
			binary: perSecond(size(binary)),
			rows: perSecond(size(rows)),
			deflated: perSecond(await deflatedSize(bodies)),
			deflatedAlone: perSecond(deflatedAloneSize(bodies)),
		};
	} finally {
		for (const { socket } of [device, ...viewers]) socket.destroy();
	}
}

/** Sends the signal window by window; returns the number of samples sent. */
async function play(
	device: RawWebSocket,
	viewers: readonly Client[],
	seconds: number,
	windowMs: number,
): Promise<number> {
	const perBatch = Math.round(windowMs / SAMPLE_MS);
	const count = Math.round((seconds * 1_000) / windowMs);
	const signal = ecgSignal(perBatch * (count + 1));
	const began = Date.now();
	for (let batch = 0; batch <= count; batch++) {
		const end = began + (batch + 1) * windowMs;
		await sleep(Math.max(0, end - Date.now()));
		const measurements = signal.slice(batch * perBatch, (batch + 1) * perBatch).map((payload, k) => ({
			attribute_id: "ecg",
			payload,
			timestamp: end - windowMs + k * SAMPLE_MS,
		}));
		device.send(JSON.stringify(["1", null, `sensocto:sensor:${SENSOR}`, "measurements_batch", measurements]));
		await sleep(Math.min(windowMs / 2, 60));
		// The first batch makes the attribute known and is not counted.
		if (batch === 0) for (const viewer of viewers) viewer.batches.length = 0;
	}
	await sleep(windowMs);
	return perBatch * count;
}
