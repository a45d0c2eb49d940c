import { FakeClock } from "@sensocto/testkit";
import { type DurableOptions, DurableStream } from "../durable/durable-stream.ts";
import type { SensorIdentity } from "../sensor-identity.ts";
import { SensoctoSocket } from "../socket.ts";
import { MemoryNetwork } from "./memory-network.ts";
import { VirtualDurableServer } from "./virtual-durable-server.ts";

const IDENTITY: SensorIdentity = {
	sensorId: "belt:1",
	sensorName: "Belt",
	sensorType: "chest-belt",
	connectorId: "c1",
	connectorName: "Phone",
	connectorType: "test",
	attributes: {
		ecg: { attribute_type: "ecg", sampling_rate: 250 },
		hr: { attribute_type: "heartrate", sampling_rate: 1 },
	},
	provenance: "real",
};

/** A device with a durable stream, the network and the server, all in memory and on a clock that stands still. */
export class DurableWorld {
	readonly clock = new FakeClock();
	readonly network = new MemoryNetwork();
	readonly server = new VirtualDurableServer(this.network);
	/** Next payload of each attribute: every sample has a number of its own. */
	readonly next = new Map<string, number>();
	socket: SensoctoSocket;
	stream: DurableStream;

	constructor(options: DurableOptions = {}) {
		({ socket: this.socket, stream: this.stream } = this.device(options));
	}

	static async open(options: DurableOptions = {}): Promise<DurableWorld> {
		const world = new DurableWorld(options);
		world.socket.connect();
		await world.stream.open();
		return world;
	}

	/** Another run of the device. */
	device(options: DurableOptions): { socket: SensoctoSocket; stream: DurableStream } {
		const socket = new SensoctoSocket("ws://server.test", {
			clock: this.clock,
			random: () => 0.5,
			WebSocket: this.network.WebSocket,
		});
		return { socket, stream: new DurableStream(socket, IDENTITY, { session: "run", ...options }) };
	}

	record(attribute: string, count: number, event?: string): void {
		for (let i = 0; i < count; i++) {
			const value = this.next.get(attribute) ?? 0;
			this.next.set(attribute, value + 1);
			this.stream.record(attribute, value, this.clock.now() + value, event);
		}
	}

	/** Heals everything and lets time pass until nothing is pending. */
	async drain(): Promise<void> {
		this.network.accepts = true;
		this.server.lostAnswers = 0;
		this.server.refusals.length = 0;
		this.stream.flush();
		for (let round = 0; round < 100 && this.stream.pendingSamples > 0; round++) {
			if (round === 2) this.server.drop();
			this.server.store();
			await this.clock.advance(15_000);
		}
	}

	/** Values from `first` to before `end`. */
	static values(first: number, end: number): number[] {
		return Array.from({ length: end - first }, (_, index) => first + index);
	}
}
