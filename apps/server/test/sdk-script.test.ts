import { once } from "node:events";
import type { BackpressureConfig } from "@sensocto/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { Observer } from "./harness/observer.ts";
import { TestServer } from "./launch-server.ts";

/** How often each script runs: a lost first push would show. */
const RUNS = 20;

/** Measurements a run sends, one by one and then in a batch. */
const [SINGLE, BATCHED] = [5, 20];

interface V1Frame {
	readonly topic: string;
	readonly event: string;
	readonly payload: { status?: string; response?: unknown };
	readonly ref: string | null;
}

type Handler = (payload: unknown) => void;

/** What the SDKs' connection classes have in common: V1 frames, refs counted from "1", handlers by topic and event. */
class SdkConnection {
	readonly #ws: WebSocket;
	readonly #replies = new Map<string, (payload: V1Frame["payload"]) => void>();
	readonly #handlers = new Map<string, Handler>();
	#ref = 0;

	private constructor(ws: WebSocket) {
		this.#ws = ws;
		ws.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)) as V1Frame);
	}

	static async open(url: string, Socket: typeof WebSocket): Promise<SdkConnection> {
		const ws = new Socket(url);
		const connection = new SdkConnection(ws);
		await new Promise((resolve, reject) => {
			ws.onopen = resolve;
			ws.onerror = reject;
		});
		return connection;
	}

	/** Joins and waits for the reply. */
	async join(topic: string, params: unknown): Promise<void> {
		const ref = this.send(topic, "phx_join", params);
		const { status, response } = await new Promise<V1Frame["payload"]>((resolve) =>
			this.#replies.set(ref, resolve),
		);
		if (status !== "ok") throw new Error(`join of ${topic}: ${JSON.stringify(response)}`);
	}

	/** From now on calls `handler`; what came before is lost, as in the SDKs. */
	on(topic: string, event: string, handler: Handler): void {
		this.#handlers.set(`${topic} ${event}`, handler);
	}

	send(topic: string, event: string, payload: unknown): string {
		const ref = String(++this.#ref);
		this.#ws.send(JSON.stringify({ topic, event, payload, ref }));
		return ref;
	}

	/** Leaves what was sent to be read, and closes. */
	async close(): Promise<void> {
		const closed = once(this.#ws, "close");
		this.#ws.close(1000);
		await closed;
	}

	#receive({ topic, event, payload, ref }: V1Frame): void {
		if (event === "phx_reply") this.#replies.get(ref!)?.(payload);
		else this.#handlers.get(`${topic} ${event}`)?.(payload);
	}
}

/** How one SDK introduces itself. */
interface Sdk {
	readonly type: string;
	readonly name: string;
	readonly Socket: typeof WebSocket;
	/** Whether its parser accepts the configuration. */
	readonly isConfig: (config: BackpressureConfig) => boolean;
}

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);
const common = (config: BackpressureConfig): boolean =>
	["none", "low", "medium", "high"].includes(config.attention_level) &&
	isWhole(config.recommended_batch_window) &&
	isWhole(config.recommended_batch_size) &&
	isWhole(config.timestamp);

const SDKS: readonly Sdk[] = [
	{
		type: "python",
		name: "Python Connector",
		Socket: NodeWebSocket as unknown as typeof WebSocket,
		isConfig: (config) =>
			common(config) && (config.system_load === undefined || typeof config.system_load === "number"),
	},
	{
		type: "typescript",
		name: "TypeScript Connector",
		Socket: WebSocket,
		isConfig: (config) =>
			common(config) && ["normal", "elevated", "high", "critical"].includes(config.system_load!),
	},
];

let server: TestServer;
beforeAll(async () => {
	server = await TestServer.launch();
});
afterAll(() => server?.stop());

describe.each(SDKS)("the $type SDK's script", ({ type, name, Socket, isConfig }) => {
	it(`P1 streams and gets its backpressure_config ${RUNS} times in a row without a loss`, async () => {
		const ids = Array.from({ length: RUNS }, (_, run) => `${type}-${run}`);
		const observer = await Observer.open(server.url, `${type}-view`, ids);
		for (const id of ids) {
			const config = await runScript(id);
			expect(isConfig(config), JSON.stringify(config)).toBe(true);
		}
		for (const id of ids) {
			const samples = await observer.until(id, "temperature", SINGLE + BATCHED);
			expect(samples.map(({ value }) => value)).toEqual(
				Array.from({ length: SINGLE + BATCHED }, (_, i) => i),
			);
		}
		await observer.close();
	});

	async function runScript(id: string): Promise<BackpressureConfig> {
		const connection = await SdkConnection.open(server.socketUrl(), Socket);
		const [connector, topic] = [`sensocto:connector:${id}-connector`, `sensocto:sensor:${id}`];
		await connection.join(connector, {
			connector_id: `${id}-connector`,
			connector_name: name,
			connector_type: type,
			features: [],
			bearer_token: "fake",
		});
		await connection.join(topic, {
			connector_id: `${id}-connector`,
			connector_name: name,
			sensor_id: id,
			sensor_name: "Room",
			sensor_type: "generic",
			attributes: ["temperature", "humidity"],
			sampling_rate: 10,
			batch_size: 5,
			bearer_token: "fake",
		});
		const config = new Promise((resolve) => connection.on(topic, "backpressure_config", resolve));
		const at = Date.now();
		const measurement = (i: number) => ({ attribute_id: "temperature", payload: i, timestamp: at + i });
		for (let i = 0; i < SINGLE; i++) connection.send(topic, "measurement", measurement(i));
		const batch = Array.from({ length: BATCHED }, (_, i) => measurement(SINGLE + i));
		connection.send(topic, "measurements_batch", batch);
		connection.send("phoenix", "heartbeat", {});
		const received = (await config) as BackpressureConfig;
		connection.send(topic, "phx_leave", {});
		connection.send(connector, "phx_leave", {});
		await connection.close();
		return received;
	}
});
