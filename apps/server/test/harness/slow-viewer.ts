import { type ColumnsBatch, decodeFrame } from "@sensocto/protocol";
import { waitUntil } from "@sensocto/testkit";
import { OPCODE } from "./wire-frame.ts";
import { WireSocket } from "./wire-socket.ts";

/** Characters that each ping asks to be sent back. */
const ECHO = "x".repeat(200_000);

/** What is kept of one stream of one frame. */
export interface SeenPart {
	readonly seq: number;
	readonly count: number;
	/** Reason of a gap before it, or null. */
	readonly gap: string | null;
}

/** A viewer that asks for more than it reads, until the server has nothing left for it but patience. */
export class SlowViewer {
	/** What came of each stream, in order. */
	readonly parts = new Map<string, SeenPart[]>();
	readonly #socket: WireSocket;
	readonly #topic: string;
	#batches = 0;
	#echoes = 0;

	private constructor(socket: WireSocket, topic: string) {
		this.#socket = socket;
		this.#topic = topic;
	}

	/** Joins as a viewer of a sensor, in columns, through whatever leads to the server on this port. */
	static async open(port: number, viewId: string, sensorId: string): Promise<SlowViewer> {
		let viewer: SlowViewer | undefined;
		const socket = await WireSocket.open(port, "vsn=2.0.0", {
			frame: ({ opcode, payload }) => {
				if (opcode === OPCODE.text && viewer !== undefined) viewer.#take(payload.toString());
			},
		});
		viewer = new SlowViewer(socket, `viewer:${viewId}`);
		viewer.#send("phx_join", { encoding: "columns", subscriptions: [{ sensor_id: sensorId }] });
		await waitUntil(() => viewer.#batches > 0, { what: "the first frame" });
		return viewer;
	}

	/** Number of frames with samples so far. */
	get batches(): number {
		return this.#batches;
	}

	/** Answers to {@link askForMore} so far. */
	get echoes(): number {
		return this.#echoes;
	}

	/** Bytes of its own that the server has not taken yet. */
	get unsentBytes(): number {
		return this.#socket.tcp.writableLength;
	}

	/** Reads nothing any more. */
	stopReading(): void {
		this.#socket.tcp.pause();
	}

	/** Reads again. */
	startReading(): void {
		this.#socket.tcp.resume();
	}

	/** Asks for an answer of {@link ECHO}'s length. */
	askForMore(): void {
		this.#send("ping", { echo: ECHO });
	}

	/** Ends without a word. */
	drop(): void {
		this.#socket.tcp.destroy();
	}

	#send(event: string, payload: unknown): void {
		this.#socket.sendText(JSON.stringify(["1", "1", this.#topic, event, payload]));
	}

	#take(text: string): void {
		const { event, payload } = decodeFrame(2, text);
		if (event === "phx_reply" && text.length > ECHO.length) this.#echoes += 1;
		if (event !== "sensor_batch") return;
		this.#batches += 1;
		for (const [sensorId, attributes] of Object.entries((payload as ColumnsBatch).columns)) {
			for (const [attributeId, { dt, gap, seq }] of Object.entries(attributes)) {
				const key = `${sensorId}/${attributeId}`;
				const parts = this.parts.get(key) ?? [];
				this.parts.set(key, parts);
				parts.push({ seq, count: dt.length, gap: gap?.reason ?? null });
			}
		}
	}
}
