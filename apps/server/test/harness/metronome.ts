import { SensoctoSocket, SensorStream } from "@sensocto/client";
import { waitUntil } from "@sensocto/testkit";

/** How often due samples are looked for, in ms. */
const TICK_MS = 5;

/** One device: its sensors share a connection, and all attributes of a sensor beat together. */
export interface BeatingDevice {
	readonly connectorId: string;
	readonly sensorIds: readonly string[];
	/** Attributes of each sensor; every sample of them counts. */
	readonly attributeIds: readonly string[];
	readonly rateHz: number;
}

interface Beat {
	readonly stream: SensorStream;
	readonly device: BeatingDevice;
	readonly phaseMs: number;
	count: number;
}

/** Devices whose clocks are this process's own, and whose n-th sample has the value n. */
export class Metronome {
	readonly #sockets: SensoctoSocket[] = [];
	readonly #beats: Beat[] = [];
	#startMs = 0;
	#timer: NodeJS.Timeout | undefined;

	/** Connects the devices; their sensors beat at different moments, as real ones do. */
	static async open(url: string, devices: readonly BeatingDevice[]): Promise<Metronome> {
		const metronome = new Metronome();
		await Promise.all(devices.map((device) => metronome.#connect(url, device)));
		return metronome;
	}

	/** Begins to beat. */
	start(): void {
		this.#startMs = Date.now();
		this.#timer = setInterval(() => this.#tick(), TICK_MS);
	}

	/** Waits until every sensor has made `count` samples more. */
	async beat(count: number): Promise<void> {
		const goals = this.#beats.map((beat) => beat.count + count);
		const reached = () => this.#beats.every((beat, k) => beat.count >= goals[k]!);
		const slowest = Math.min(...this.#beats.map(({ device }) => device.rateHz));
		await waitUntil(reached, { timeoutMs: (count * 5_000) / slowest + 10_000, what: `${count} samples` });
	}

	/** Stops beating; @returns the time of the last sample of each sensor, once all were handed to the network. */
	async stop(): Promise<Map<string, number>> {
		clearInterval(this.#timer);
		for (const { stream } of this.#beats) stream.flush();
		const handed = () => this.#beats.every(({ stream }) => stream.pendingSamples === 0);
		await waitUntil(handed, { what: "the last samples on their way" });
		return new Map(
			this.#beats.map((beat) => [beat.stream.identity.sensorId, this.#timeOf(beat, beat.count - 1)]),
		);
	}

	async close(): Promise<void> {
		clearInterval(this.#timer);
		await Promise.all(this.#sockets.map((socket) => socket.close()));
	}

	async #connect(url: string, device: BeatingDevice): Promise<void> {
		const socket = new SensoctoSocket(url);
		this.#sockets.push(socket);
		socket.connect();
		const { attributeIds, connectorId, rateHz, sensorIds } = device;
		const attributes = Object.fromEntries(
			attributeIds.map((id) => [id, { attribute_id: id, attribute_type: "eeg", sampling_rate: rateHz }]),
		);
		for (const sensorId of sensorIds) {
			const stream = new SensorStream(socket, {
				...{ sensorId, sensorName: sensorId, sensorType: "generic", connectorId, connectorName: connectorId },
				...{ connectorType: "test", attributes, provenance: "simulated", bearerToken: "" },
			});
			const phaseMs = Math.round((this.#beats.length * 997) % (1_000 / rateHz));
			this.#beats.push({ stream, device, phaseMs, count: 0 });
			await stream.open();
		}
	}

	#timeOf({ device, phaseMs }: Beat, n: number): number {
		return this.#startMs + phaseMs + Math.round((n * 1_000) / device.rateHz);
	}

	#tick(): void {
		const now = Date.now();
		for (const beat of this.#beats) {
			for (let time = this.#timeOf(beat, beat.count); time <= now; time = this.#timeOf(beat, beat.count)) {
				for (const id of beat.device.attributeIds) beat.stream.record(id, beat.count, time);
				beat.count += 1;
			}
		}
	}
}
