import { SensoctoSocket, SensorStream } from "@sensocto/client";
import { SeededRng } from "../../../packages/testkit/src/index.ts";
import { ecgSignal } from "../ecg-signal.ts";
import { type Fleet, sensorId, usualValues } from "./fleet.ts";
import { Meter, meteredWebSocket } from "./metered-web-socket.ts";

/** Sensors on one connection, as a connector has them. */
const PER_CONNECTION = 20;
/** Time between two looks at what is due, in ms: the period of the fastest attribute. */
const TICK_MS = 10;
/** Samples of the ECG that is played over and over, each time from another place. */
const ECG_SAMPLES = 10_000;
/** Time in which a number forgets where it was, in seconds. */
const WANDER_S = 5;

/** What a crowd of devices did since it started, and how it was told to send. */
export interface DeviceReport {
	/** Bytes on the wire to the server. */
	bytes: number;
	samples: number;
	dropped: number;
	/** Longest time since the last report that a sample was late, in ms. */
	lateMs: number;
	cpuUs: number;
	/** Number of sensors by "level window-in-ms", and ` paused`. */
	windows: Record<string, number>;
}

interface Source {
	stream: SensorStream;
	attributeId: string;
	periodMs: number;
	/** Time of the next sample, ms since the epoch. */
	next: number;
	value(): number;
}

/** Devices on our SDK, which send as the server tells them. */
export class DeviceCrowd {
	readonly #meters: Meter[] = [];
	readonly #streams: SensorStream[] = [];
	readonly #sources: Source[] = [];
	readonly #random: SeededRng;
	#lateMs = 0;

	constructor(url: string, fleet: Fleet, first: number, count: number) {
		this.#random = new SeededRng(first);
		const ecg = ecgSignal(ECG_SAMPLES);
		let socket: SensoctoSocket | undefined;
		for (let sensor = first; sensor < first + count; sensor++) {
			if (socket === undefined || sensor % PER_CONNECTION === 0) socket = this.#connect(url);
			this.#add(socket, sensor, fleet, ecg);
		}
	}

	/** Joins all sensors and begins to measure. */
	async start(sleep: (ms: number) => Promise<unknown>): Promise<void> {
		for (let from = 0; from < this.#streams.length; from += PER_CONNECTION) {
			await Promise.all(this.#streams.slice(from, from + PER_CONNECTION).map((stream) => stream.open()));
			// Devices come one after the other, not in one moment.
			await sleep(TICK_MS);
		}
		const now = Date.now();
		this.#sources.forEach((source, k) => {
			source.next = now + ((k * TICK_MS) % source.periodMs);
		});
		setInterval(() => this.#tick(Date.now()), TICK_MS);
	}

	report(): DeviceReport {
		const { system, user } = process.cpuUsage();
		const windows: Record<string, number> = {};
		for (const { config } of this.#streams) {
			const pause = config.paused ? " paused" : "";
			const key = `${config.attention_level} ${config.recommended_batch_window}${pause}`;
			windows[key] = (windows[key] ?? 0) + 1;
		}
		const lateMs = this.#lateMs;
		this.#lateMs = 0;
		return {
			bytes: this.#meters.reduce((sum, meter) => sum + meter.sent, 0),
			samples: this.#streams.reduce((sum, stream) => sum + stream.sentSamples, 0),
			dropped: this.#streams.reduce((sum, stream) => sum + stream.droppedSamples, 0),
			lateMs,
			cpuUs: system + user,
			windows,
		};
	}

	#connect(url: string): SensoctoSocket {
		const meter = new Meter();
		const socket = new SensoctoSocket(url, { WebSocket: meteredWebSocket(meter) });
		this.#meters.push(meter);
		socket.connect();
		return socket;
	}

	#add(socket: SensoctoSocket, sensor: number, fleet: Fleet, ecg: readonly number[]): void {
		const attributes = fleet.attributesOf(sensor);
		const connector = `connector-${Math.floor(sensor / PER_CONNECTION)}`;
		const stream = new SensorStream(socket, {
			sensorId: sensorId(sensor),
			sensorName: `Sensor ${sensor}`,
			sensorType: "benchmark",
			connectorId: connector,
			connectorName: connector,
			connectorType: "gateway",
			attributes,
			provenance: "simulated",
		});
		this.#streams.push(stream);
		for (const [attributeId, { attribute_type, sampling_rate }] of Object.entries(attributes)) {
			const value =
				attribute_type === "ecg"
					? player(ecg, sensor)
					: wanderer(attribute_type, sampling_rate, this.#random);
			this.#sources.push({ stream, attributeId, periodMs: 1_000 / sampling_rate, next: 0, value });
		}
	}

	#tick(now: number): void {
		for (const source of this.#sources) {
			while (source.next <= now) {
				this.#lateMs = Math.max(this.#lateMs, now - source.next);
				source.stream.record(source.attributeId, source.value(), source.next);
				source.next += source.periodMs;
			}
		}
	}
}

/** Plays a signal in a circle, each sensor from another place. */
function player(signal: readonly number[], sensor: number): () => number {
	let at = (sensor * 997) % signal.length;
	return () => {
		at = (at + 1) % signal.length;
		return signal[at]!;
	};
}

/** A number with one decimal that wanders about its middle. */
function wanderer(type: string, rateHz: number, random: SeededRng): () => number {
	const [middle, spread] = usualValues(type);
	const memory = Math.exp(-1 / (WANDER_S * rateHz));
	const push = spread * Math.sqrt(1 - memory ** 2);
	let away = random.normal(0, spread);
	return () => {
		away = memory * away + random.normal(0, push);
		return Math.round((middle + away) * 10) / 10;
	};
}
