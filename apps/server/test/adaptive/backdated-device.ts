import { SensoctoSocket, SensorStream } from "@sensocto/client";
import { waitUntil } from "@sensocto/testkit";

/** How often due samples are looked for, in ms. */
const TICK_MS = 20;

/** A device with a past: its first samples are older than its connection. The n-th sample has the value n. */
export class BackdatedDevice {
	readonly #socket: SensoctoSocket;
	readonly #stream: SensorStream;
	readonly #rateHz: number;
	#startMs = 0;
	#count = 0;
	#timer: NodeJS.Timeout | undefined;

	private constructor(socket: SensoctoSocket, stream: SensorStream, rateHz: number) {
		this.#socket = socket;
		this.#stream = stream;
		this.#rateHz = rateHz;
	}

	/** Connects a sensor with an `ecg`. */
	static async open(url: string, sensorId: string, rateHz: number): Promise<BackdatedDevice> {
		const socket = new SensoctoSocket(url);
		socket.connect();
		const ecg = { attribute_id: "ecg", attribute_type: "ecg", sampling_rate: rateHz };
		const stream = new SensorStream(socket, {
			...{ sensorId, sensorName: sensorId, sensorType: "generic", connectorId: sensorId },
			...{ connectorName: sensorId, connectorType: "test", attributes: { ecg } },
			...{ provenance: "simulated" as const, bearerToken: "" },
		});
		await stream.open();
		return new BackdatedDevice(socket, stream, rateHz);
	}

	/** Samples made so far. */
	get count(): number {
		return this.#count;
	}

	/** Sends everything since `pastMs` ago, and then what comes. */
	async start(pastMs: number): Promise<void> {
		this.#startMs = Date.now() - pastMs;
		this.#record();
		this.#stream.flush();
		await waitUntil(() => this.#stream.pendingSamples === 0, { what: "the past on its way" });
		this.#timer = setInterval(() => this.#record(), TICK_MS);
	}

	/** Waits until it has made `count` samples more. */
	async live(count: number): Promise<void> {
		const goal = this.#count + count;
		await waitUntil(() => this.#count >= goal, { timeoutMs: 30_000, what: `${count} samples` });
	}

	/** Makes no more samples; all are handed to the network. */
	async stop(): Promise<void> {
		clearInterval(this.#timer);
		this.#stream.flush();
		await waitUntil(() => this.#stream.pendingSamples === 0, { what: "the last samples on their way" });
	}

	async close(): Promise<void> {
		clearInterval(this.#timer);
		await this.#socket.close();
	}

	#record(): void {
		const due = Math.floor(((Date.now() - this.#startMs) * this.#rateHz) / 1_000);
		for (; this.#count < due; this.#count++) {
			const time = this.#startMs + (this.#count * 1_000) / this.#rateHz;
			this.#stream.record("ecg", this.#count, time);
		}
	}
}
