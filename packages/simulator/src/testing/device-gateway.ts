import type { WebSocketConstructor, WebSocketLike } from "@sensocto/client";

type Frame = [joinRef: string | null, ref: string | null, topic: string, event: string, payload: unknown];
type Listener = (event: never) => void;

/** A measurement as it reached the gateway. */
export interface Arrival {
	sensorId: string;
	attributeId: string;
	payload: unknown;
	timestamp: number;
	/** What happened, for buttons and the like. */
	event?: string;
	/** Number of the frame that brought it. */
	frame: number;
}

const SENSOR = "sensocto:sensor:";

/** Stands in for a server: takes every device and notes what it sends. */
export class DeviceGateway {
	readonly arrivals: Arrival[] = [];
	/** Parameters of the latest join by topic. */
	readonly joins = new Map<string, Record<string, unknown>>();
	readonly left: string[] = [];
	readonly connections = new Set<DeviceConnection>();
	/** Answers a join with a reason instead of `ok`. */
	refuse: (topic: string) => string | undefined = () => undefined;
	/** Whether connections are accepted. */
	reachable = true;
	#frames = 0;

	get WebSocket(): WebSocketConstructor {
		const connect = (url: string): DeviceConnection => new DeviceConnection(url, this);
		return class {
			constructor(url: string) {
				// biome-ignore lint/correctness/noConstructorReturn: the gateway's connection is the socket
				return connect(url);
			}
		} as unknown as WebSocketConstructor;
	}

	/** Sends an event to a sensor, wherever it is connected. */
	push(sensorId: string, event: string, payload: unknown): void {
		for (const connection of this.connections) {
			connection.deliver([null, null, `${SENSOR}${sensorId}`, event, payload]);
		}
	}

	/** Ends all connections abnormally. */
	dropAll(): void {
		for (const connection of [...this.connections]) connection.end(1006);
	}

	/** Arrivals of one attribute. */
	of(sensorId: string, attributeId: string): Arrival[] {
		return this.arrivals.filter((one) => one.sensorId === sensorId && one.attributeId === attributeId);
	}

	/** Takes a frame of a device. */
	take(connection: DeviceConnection, [joinRef, ref, topic, event, payload]: Frame): void {
		this.#frames += 1;
		const answer = (status: string, response: unknown): void =>
			connection.deliver([joinRef, ref, topic, "phx_reply", { status, response }]);
		if (event === "phx_join") {
			const reason = this.refuse(topic);
			if (reason === undefined) this.joins.set(topic, payload as Record<string, unknown>);
			answer(reason === undefined ? "ok" : "error", reason === undefined ? {} : { reason });
		} else if (event === "phx_leave") {
			this.left.push(topic);
			answer("ok", {});
		} else if (event === "heartbeat") answer("ok", {});
		else this.#note(topic, event === "measurement" ? [payload] : (payload as unknown[]));
	}

	#note(topic: string, measurements: unknown[]): void {
		for (const measurement of measurements) {
			const { attribute_id, ...rest } = measurement as {
				attribute_id: string;
				payload: unknown;
				timestamp: number;
				event?: string;
			};
			const sensorId = topic.slice(SENSOR.length);
			this.arrivals.push({ sensorId, attributeId: attribute_id, ...rest, frame: this.#frames });
		}
	}
}

/** A device's connection with the gateway. */
export class DeviceConnection implements WebSocketLike {
	readyState = 0;
	readonly bufferedAmount = 0;
	binaryType = "blob";
	readonly url: string;
	readonly #gateway: DeviceGateway;
	readonly #listeners = new Map<string, Listener>();

	constructor(url: string, gateway: DeviceGateway) {
		this.url = url;
		this.#gateway = gateway;
		queueMicrotask(() => (gateway.reachable ? this.#open() : this.end(1006)));
	}

	send(data: string): void {
		const frame = JSON.parse(data) as Frame;
		queueMicrotask(() => this.#gateway.take(this, frame));
	}

	close(code = 1005): void {
		queueMicrotask(() => this.end(code));
	}

	addEventListener(type: string, listener: Listener): void {
		this.#listeners.set(type, listener);
	}

	deliver(frame: Frame): void {
		this.#emit("message", { data: JSON.stringify(frame) });
	}

	end(code: number): void {
		this.readyState = 3;
		this.#gateway.connections.delete(this);
		this.#emit("close", { code, reason: "" });
	}

	#open(): void {
		this.readyState = 1;
		this.#gateway.connections.add(this);
		this.#emit("open", {});
	}

	#emit(type: string, event: object): void {
		this.#listeners.get(type)?.(event as never);
	}
}
