import { type Channel, SensoctoSocket } from "@sensocto/client";

/** A device whose clock is wrong by as much as a test wants. Its n-th sample has the value n. */
export class SkewedDevice {
	readonly sensorId: string;
	/** Device times of what was sent, in order. */
	readonly times: number[] = [];
	/** Device time minus real time, in ms. */
	skewMs: number;
	/** Shortest round trip to the server so far, in ms. */
	rttMs = Number.POSITIVE_INFINITY;
	readonly #socket: SensoctoSocket;
	readonly #channel: Channel;

	private constructor(socket: SensoctoSocket, sensorId: string, skewMs: number) {
		this.#socket = socket;
		this.sensorId = sensorId;
		this.skewMs = skewMs;
		this.#channel = socket.channel(`sensor:${sensorId}`, {
			sensor_id: sensorId,
			attributes: { wave: { attribute_id: "wave", attribute_type: "eeg", sampling_rate: 100 } },
		});
	}

	static async open(url: string, sensorId: string, skewMs: number): Promise<SkewedDevice> {
		const socket = new SensoctoSocket(url);
		socket.connect();
		const device = new SkewedDevice(socket, sensorId, skewMs);
		await device.#channel.join();
		return device;
	}

	/** Sends samples one after another, each once the server has taken in the one before. */
	async send(count: number): Promise<void> {
		for (let k = 0; k < count; k++) {
			const sentAt = performance.now();
			// Two samples never have the same device time.
			const timestamp = Math.max(Date.now() + this.skewMs, this.#afterLast());
			this.#channel.send("measurement", { attribute_id: "wave", payload: this.times.length, timestamp });
			this.times.push(timestamp);
			await this.#channel.push("ping", {});
			this.rttMs = Math.min(this.rttMs, performance.now() - sentAt);
			await new Promise((resolve) => setTimeout(resolve, 2)); // A clock of whole milliseconds goes on.
		}
	}

	close(): Promise<void> {
		return this.#socket.close();
	}

	/** The least device time that differs from the last; any after the clock was set back. */
	#afterLast(): number {
		const last = this.times.at(-1) ?? Number.NEGATIVE_INFINITY;
		return Math.abs(Date.now() + this.skewMs - last) > 1_000 ? Number.NEGATIVE_INFINITY : last + 1;
	}
}
