import { ByteWriter, FRAME_SEED, type GapReason, gapFlags, STREAM_FORMAT } from "@sensocto/protocol";
import { VIEWER_BACKLOG_BYTES, VIEWER_DRAINED_BYTES, type WatchLevel } from "./delivery-class.ts";
import type { Encoding } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { SubscriberGroup } from "./subscriber-group.ts";

/** Scratch space for the heads of binary frames. */
const HEAD = new ByteWriter(32);

/** Where a viewer's frames go: its channel on a socket. */
export interface ViewerSink {
	/** Sends `sensor_batch`: the payload object is `{` + head + body + `}`, both pieces of valid JSON. */
	sendBatch(head: string, body: Buffer): void;
	/** Sends a binary `sensor_batch` frame: head, then body. Viewers of binary frames need it. */
	sendBinary?(head: Uint8Array, body: Buffer): void;
	/** Tells what the stream numbers in binary frames mean, before they are used. */
	announce?(topics: readonly StreamTopic[]): void;
	/** Bytes handed to the socket and not yet taken by the network. */
	readonly bufferedBytes: number;
}

/** What one viewer watches of one topic. */
export interface Watch {
	readonly topic: StreamTopic;
	level: WatchLevel;
	/** Ring position of the first sample this viewer has not had; kept while it is not in a group. */
	position: number;
	/** Why samples before `position` will be missing; null as long as none are. */
	gap: GapReason | null;
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

	/** Whether so much is unsent that the next frame must not be queued. */
	get overloaded(): boolean {
		return this.sink.bufferedBytes > VIEWER_BACKLOG_BYTES;
	}

	/** Whether a stalled viewer can be served again. */
	get drained(): boolean {
		return this.sink.bufferedBytes <= VIEWER_DRAINED_BYTES;
	}

	/** Tells a viewer of binary frames which streams it will get; others need no telling. */
	announce(topics: Iterable<StreamTopic>): void {
		if (this.encoding !== "binary") return;
		const existing = Array.from(topics).filter((topic) => topic.source !== null);
		if (existing.length > 0) this.sink.announce?.(existing);
	}

	/**
	 * Sends one frame; `body` is what the viewer's codec made of the streams, `epoch` the reference of binary times.
	 *
	 * @param gap why samples before those of all its streams were left out.
	 */
	send(body: Buffer, serverTime: number, epoch: number, seed: boolean, gap: GapReason | null = null): void {
		const seq = ++this.#seq;
		if (this.encoding === "binary") {
			HEAD.clear();
			HEAD.u8(STREAM_FORMAT);
			HEAD.u8((seed ? FRAME_SEED : 0) | gapFlags(gap));
			HEAD.varint(seq);
			HEAD.signed(serverTime - epoch);
			return this.sink.sendBinary?.(HEAD.written, body);
		}
		const head =
			this.encoding === "columns"
				? `"seq":${seq},"server_time":${serverTime},${seed ? '"seed":true,' : ""}"columns":`
				: '"batch":';
		this.sink.sendBatch(head, body);
	}
}
