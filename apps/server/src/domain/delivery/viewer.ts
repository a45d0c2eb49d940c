import { VIEWER_BACKLOG_BYTES, VIEWER_DRAINED_BYTES, type WatchLevel } from "./delivery-class.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { SubscriberGroup } from "./subscriber-group.ts";

/** How a viewer wants samples written: legacy rows or columns. */
export type Encoding = "rows" | "columns";

/** Where a viewer's frames go: its channel on a socket. */
export interface ViewerSink {
	/** Sends `sensor_batch`: the payload object is `{` + head + body + `}`, both pieces of valid JSON. */
	sendBatch(head: string, body: Buffer): void;
	/** Bytes handed to the socket and not yet taken by the network. */
	readonly bufferedBytes: number;
}

/** What one viewer watches of one topic. */
export interface Watch {
	readonly topic: StreamTopic;
	level: WatchLevel;
	/** Ring position of the first sample this viewer has not had; kept while it is not in a group. */
	position: number;
}

/**
 * One viewer of live streams, as the lens router sees it.
 *
 * Invariants:
 * 1. `watches` holds what the viewer wants; `sets[level]` the topics it is served at that level right now.
 * 2. While paused or stalled it is in no group, and each watch remembers where it stopped.
 */
export class Viewer {
	readonly sink: ViewerSink;
	readonly encoding: Encoding;
	readonly watches = new Map<StreamTopic, Watch>();
	readonly sets: readonly [Set<StreamTopic>, Set<StreamTopic>, Set<StreamTopic>] = [
		new Set(),
		new Set(),
		new Set(),
	];
	readonly hashes: [number, number, number] = [0, 0, 0];
	readonly groups: [SubscriberGroup | null, SubscriberGroup | null, SubscriberGroup | null] = [
		null,
		null,
		null,
	];
	paused = false;
	stalled = false;
	#seq = 0;

	constructor(sink: ViewerSink, encoding: Encoding) {
		this.sink = sink;
		this.encoding = encoding;
	}

	/** Number of the last frame sent. */
	get seq(): number {
		return this.#seq;
	}

	/** Whether so much is unsent that the next frame must not be queued. */
	get overloaded(): boolean {
		return this.sink.bufferedBytes > VIEWER_BACKLOG_BYTES;
	}

	/** Whether a stalled viewer can be served again. */
	get drained(): boolean {
		return this.sink.bufferedBytes <= VIEWER_DRAINED_BYTES;
	}

	/** Sends one frame of fragments; `body` is the object of sensors. */
	send(body: Buffer, serverTime: number, seed: boolean): void {
		const seq = ++this.#seq;
		const head =
			this.encoding === "columns"
				? `"seq":${seq},"server_time":${serverTime},${seed ? '"seed":true,' : ""}"columns":`
				: '"batch":';
		this.sink.sendBatch(head, body);
	}
}
