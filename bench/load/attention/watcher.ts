import { setTimeout as sleep } from "node:timers/promises";
import { SensoctoSocket, ViewerSession } from "@sensocto/client";
import { AckSender } from "../../../apps/web/src/stores/ack-sender.ts";
import { AttentionTracker } from "../../../apps/web/src/stores/attention-tracker.ts";
import { Streams } from "../../../apps/web/src/stores/streams.ts";
import { type Held, heldBy, streamName } from "./attended.ts";
import { allStreams, type Fleet, sensorId } from "./fleet.ts";
import { Meter, meteredWebSocket } from "./metered-web-socket.ts";
import type { Gaze } from "./trace.ts";

/** From the arrival of a frame until it is painted, in ms: half a frame of a screen at 60 Hz. */
const PAINT_MS = 8;
/** Past that a viewer who gets everything asks for, in ms; as the page does for a tile. */
const SEED_MS = 10_000;

/** How a watcher behaves: as the web page does, or like one of a platform that knows no attention. */
export type Behaviour = "attention" | "everything";

/** One viewer's page without a screen: the web page's own stores on the SDK. */
export class Watcher {
	readonly meter = new Meter();
	readonly #fleet: Fleet;
	readonly #socket: SensoctoSocket;
	readonly #session: ViewerSession<"binary">;
	readonly #streams: Streams;
	readonly #attention: AttentionTracker;
	/** What is held now, each with what gives it back. */
	readonly #held = new Map<string, () => void>();
	readonly #newest = new Map<string, number>();
	#hidden = false;
	#over = false;

	/** @param decodes whether samples are decoded, or only counted and acknowledged. */
	constructor(url: string, viewer: number, fleet: Fleet, decodes: boolean) {
		this.#fleet = fleet;
		const acks = new AckSender({
			now: () => performance.now(),
			afterPaint: (callback) => setTimeout(callback, PAINT_MS),
			setTimeout: (callback, ms) => setTimeout(callback, ms),
			send: (seq, paintLagMs, heldMs) => this.#session.ack(seq, paintLagMs, heldMs),
		});
		const listener = { decodes, arrived: (seq: number) => acks.arrived(seq) };
		this.#socket = new SensoctoSocket(url, { WebSocket: meteredWebSocket(this.meter, listener) });
		this.#session = new ViewerSession(this.#socket, {
			viewId: `bench-${viewer}-${Date.now()}`,
			encoding: "binary",
			directory: "changes",
		});
		this.#session.onBatch(({ blocks }) => {
			for (const { attributeId, sensorId: sensor, times } of blocks)
				this.#newest.set(streamName(sensor, attributeId), times.at(-1)!);
		});
		this.#attention = new AttentionTracker((change) => this.#session.attention(change), queueMicrotask);
		this.#streams = new Streams({
			source: this.#session,
			facts: () => undefined,
			setTimeout: (callback, ms) => setTimeout(callback, ms),
			clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
			onError: (error) => {
				if (!this.#over) throw error;
			},
		});
	}

	/** Joins; one that knows no attention then asks for everything, and for all of it at once. */
	async open(behaviour: Behaviour): Promise<void> {
		this.#socket.connect();
		await this.#session.open();
		if (behaviour === "attention") return;
		await this.#session.subscribe(allStreams(this.#fleet), { seedMs: SEED_MS });
		const sensors = Array.from({ length: this.#fleet.sensors }, (_, sensor) => sensorId(sensor));
		this.#session.attention({ add: sensors.map((sensor_id) => ({ sensor_id, kind: "pin" })) });
	}

	/** Turns to what the person sees now, as the page does. */
	turnTo(gaze: Gaze): void {
		const wanted = heldBy(gaze, this.#fleet);
		for (const [key, release] of this.#held) {
			if (wanted.has(key)) continue;
			this.#held.delete(key);
			release();
		}
		for (const [key, held] of wanted) if (!this.#held.has(key)) this.#held.set(key, this.#hold(held));
		if (gaze.hidden === this.#hidden) return;
		this.#hidden = gaze.hidden;
		this.#attention.setHidden(gaze.hidden);
	}

	/** Time of the newest sample that came of a stream, ms since the epoch. */
	newest(stream: string): number | undefined {
		return this.#newest.get(stream);
	}

	async close(): Promise<void> {
		this.#over = true;
		await this.#socket.close();
		// Streams linger for a moment after their release.
		for (const release of this.#held.values()) release();
		await sleep(0);
	}

	#hold({ attributeId, kind, sensorId: sensor }: Held): () => void {
		const release = this.#attention.hold(sensor, attributeId, kind);
		if (kind !== "view") return release;
		const claim = this.#streams.acquire(sensor, attributeId);
		return () => {
			release();
			claim.release();
		};
	}
}
