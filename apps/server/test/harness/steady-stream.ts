import { type Channel, SensoctoSocket } from "@sensocto/client";
import { Observer } from "./observer.ts";

/** Time between two samples, in ms. */
const STEP_MS = 20;

/** A healthy device and a viewer of it, beside whatever else happens to the server. */
export class SteadyStream {
	readonly #socket: SensoctoSocket;
	readonly #channel: Channel;
	readonly #observer: Observer;
	readonly #sensorId: string;
	readonly #startMs = Date.now();
	readonly #timer: NodeJS.Timeout;
	readonly #problems: string[] = [];
	#sent = 0;

	private constructor(socket: SensoctoSocket, channel: Channel, observer: Observer, sensorId: string) {
		this.#socket = socket;
		this.#channel = channel;
		this.#observer = observer;
		this.#sensorId = sensorId;
		this.#timer = setInterval(() => this.#send(), STEP_MS);
	}

	/** Starts a device with 50 samples of ECG a second, and a viewer that looks closely. */
	static async start(
		url: string,
		sensorId: string,
		params: Record<string, string> = {},
	): Promise<SteadyStream> {
		const socket = new SensoctoSocket(url, { params });
		socket.connect();
		const channel = socket.channel(`sensor:${sensorId}`, {
			sensor_id: sensorId,
			attributes: { ecg: { attribute_id: "ecg", attribute_type: "ecg", sampling_rate: 1_000 / STEP_MS } },
		});
		await channel.join();
		const observer = await Observer.open(url, `view-${sensorId}`, [sensorId], 0, params);
		return new SteadyStream(socket, channel, observer, sensorId);
	}

	/** Ends the stream once everything sent has come; @returns what was missed, doubled or out of order, in words. */
	async stop(): Promise<string[]> {
		clearInterval(this.#timer);
		if (this.#problems.length > 0) return this.#problems.slice(0, 3);
		const seen = await this.#observer.until(this.#sensorId, "ecg", this.#sent);
		await Promise.all([this.#observer.close(), this.#socket.close()]);
		if (seen.length !== this.#sent) return [`${seen.length} samples instead of ${this.#sent}`];
		const wrong = seen.findIndex(({ seq, value }, index) => seq !== seen[0]!.seq + index || value !== index);
		return wrong < 0 ? [] : [`sample ${wrong} of ${this.#sent} is ${JSON.stringify(seen[wrong])}`];
	}

	#send(): void {
		const n = this.#sent++;
		const sample = { attribute_id: "ecg", payload: n, timestamp: this.#startMs + n * STEP_MS };
		if (!this.#channel.send("measurement", sample)) this.#problems.push(`sample ${n} could not be sent`);
	}
}
