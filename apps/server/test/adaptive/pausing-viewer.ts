import { type ColumnsBatch, type DeliveryNotice, decodeFrame } from "@sensocto/protocol";
import { waitUntil } from "@sensocto/testkit";
import { OPCODE } from "../harness/wire-frame.ts";
import { WireSocket } from "../harness/wire-socket.ts";

/** Time between two acknowledgements in ms. */
const ACK_EVERY_MS = 250;

/** A frame as the viewer saw it. */
export interface SeenFrame {
	/** When it was read, in ms since 1970. */
	readonly at: number;
	readonly samples: number;
	readonly gap: string | null;
}

/** A viewer that acknowledges what it reads and can stop reading altogether, as a phone in a lift does. */
export class PausingViewer {
	readonly frames: SeenFrame[] = [];
	readonly notices: DeliveryNotice[] = [];
	/** What was wrong with the order of samples. */
	readonly problems: string[] = [];
	readonly #socket: WireSocket;
	readonly #topic: string;
	readonly #next = new Map<string, number>();
	readonly #timer: NodeJS.Timeout;
	#newest: { seq: number; at: number } | null = null;

	private constructor(socket: WireSocket, topic: string) {
		this.#socket = socket;
		this.#topic = topic;
		this.#timer = setInterval(() => this.#acknowledge(), ACK_EVERY_MS);
	}

	/** Joins and focuses on a sensor. */
	static async open(port: number, viewId: string, sensorId: string): Promise<PausingViewer> {
		let viewer: PausingViewer | undefined;
		const socket = await WireSocket.open(port, "vsn=2.0.0", {
			frame: ({ opcode, payload }) => {
				if (opcode === OPCODE.text && viewer !== undefined) viewer.#take(payload.toString());
			},
		});
		viewer = new PausingViewer(socket, `viewer:${viewId}`);
		viewer.#send("phx_join", { encoding: "columns", subscriptions: [{ sensor_id: sensorId }] });
		viewer.#send("attention", { epoch: 1, add: [{ sensor_id: sensorId, kind: "focus" }] });
		await waitUntil(() => viewer.frames.length > 0, { what: "the first frame" });
		return viewer;
	}

	/** Frames read within the last second. */
	get framesPerSecond(): number {
		const since = Date.now() - 1_000;
		return this.frames.filter(({ at }) => at > since).length;
	}

	stopReading(): void {
		this.#socket.tcp.pause();
	}

	startReading(): void {
		this.#socket.tcp.resume();
	}

	close(): void {
		clearInterval(this.#timer);
		this.#socket.tcp.destroy();
	}

	#acknowledge(): void {
		if (this.#newest === null) return;
		const { at, seq } = this.#newest;
		this.#newest = null;
		this.#send("ack", { seq, paint_lag_ms: 0, held_ms: Date.now() - at });
	}

	#send(event: string, payload: unknown): void {
		this.#socket.sendText(JSON.stringify(["1", "1", this.#topic, event, payload]));
	}

	#take(text: string): void {
		const { event, payload } = decodeFrame(2, text);
		if (event === "delivery") this.notices.push(payload as DeliveryNotice);
		if (event !== "sensor_batch") return;
		const { columns, seq } = payload as ColumnsBatch;
		this.#newest = { seq, at: Date.now() };
		let samples = 0;
		let reason: string | null = null;
		for (const [sensorId, attributes] of Object.entries(columns)) {
			for (const [attributeId, { dt, gap, seq: first }] of Object.entries(attributes)) {
				const key = `${sensorId}/${attributeId}`;
				const expected = this.#next.get(key) ?? first;
				const isGap = gap !== undefined;
				if (first < expected || first > expected !== isGap)
					this.problems.push(`${key} goes on with ${first} after ${expected - 1}, gap ${gap?.reason}`);
				this.#next.set(key, first + dt.length);
				samples += dt.length;
				reason ??= gap?.reason ?? null;
			}
		}
		this.frames.push({ at: Date.now(), samples, gap: reason });
	}
}
