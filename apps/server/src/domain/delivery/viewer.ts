import {
	ByteWriter,
	type DeliveryChoice,
	type DeliveryNotice,
	FRAME_SEED,
	FULL_DELIVERY,
	type GapReason,
	gapFlags,
	STREAM_FORMAT,
} from "@sensocto/protocol";
import {
	LANES_MS,
	type Lane,
	VIEWER_BACKLOG_BYTES,
	VIEWER_DRAINED_BYTES,
	VIEWER_THINNED_BYTES,
	type WatchLevel,
} from "./delivery-class.ts";
import type { Encoding } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { SubscriberGroup } from "./subscriber-group.ts";
import type { LateSample } from "./topic-lane.ts";
import { ViewerPace } from "./viewer-pace.ts";

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
	/** Tells how fast the viewer is served from now on, and why. */
	delivery?(notice: DeliveryNotice): void;
	/** Bytes handed to the socket and not yet taken by the network. */
	readonly bufferedBytes: number;
}

/** What one viewer watches of one topic. */
export interface Watch {
	/** What it is served: all samples, or a reduction of them. */
	topic: StreamTopic;
	level: WatchLevel;
	/** Where its frames leave: the slower of its level's window and its viewer's interval. */
	lane: Lane;
	/** Ring position of the first sample this viewer has not had; kept while it is not in a group. */
	position: number;
	/** Samples from before `position` that came late while the viewer was not served, oldest first; null without any. */
	late: LateSample[] | null;
	/** Time in ms up to which it was served another stream of the same attribute before this one. */
	seenTime: number;
	/** Why samples before `position` will be missing; null as long as none are. */
	gap: GapReason | null;
}

/**
 * How a viewer is served apart from a hidden page.
 *
 * `live`: with all samples. `behind`: so much is unsent that it gets newest values and extremes only. `full`: so much
 * that it gets nothing. `silent`: it has stopped acknowledging, and gets a snapshot now and then.
 */
export type Service = "live" | "behind" | "full" | "silent";

/**
 * One viewer of live streams, as the lens router sees it.
 *
 * Invariants:
 * 1. `watches` holds what the viewer wants; `sets[lane]` the topics it is served in that lane right now.
 * 2. While paused or not live it is in no group, and each watch remembers where it stopped.
 */
export class Viewer {
	readonly sink: ViewerSink;
	readonly encoding: Encoding;
	/** By the topic of all samples of each attribute it watches. */
	readonly watches = new Map<StreamTopic, Watch>();
	/** Columns in ms, of the screen it shows a topic's attribute on; absent where it wants every sample. */
	readonly columns = new Map<StreamTopic, number>();
	readonly sets: readonly Set<StreamTopic>[] = LANES_MS.map(() => new Set<StreamTopic>());
	readonly hashes: number[] = LANES_MS.map(() => 0);
	readonly groups: (SubscriberGroup | null)[] = LANES_MS.map(() => null);
	readonly pace = new ViewerPace();
	/** Whether it has ever acknowledged a frame. */
	acknowledges = false;
	/** Number of its watches of each level. */
	readonly levels: [number, number, number] = [0, 0, 0];
	/** Number of the viewer's connection. */
	readonly serial: number;
	/** Its page is hidden. */
	paused = false;
	service: Service = "live";
	/** What its person chose in place of what its connection allows. */
	chosen: DeliveryChoice = "auto";
	/** The fastest lane its connection, or its choice, allows. */
	lane: Lane = 0;
	/** How it was last told to be served. */
	told: DeliveryNotice = FULL_DELIVERY;
	/** Monotonic time in ms of the last snapshot it got while it was not live. */
	snapshotAt = 0;
	#seq = 0;
	/** Unsent bytes of the last seed, at most. */
	#seedBytes = 0;

	constructor(sink: ViewerSink, encoding: Encoding, serial = 0) {
		this.sink = sink;
		this.encoding = encoding;
		this.serial = serial;
	}

	/** Whether it is served in groups at the moment. */
	get isServed(): boolean {
		return !this.paused && this.service === "live";
	}

	/** Number of the last frame it was sent. */
	get seq(): number {
		return this.#seq;
	}

	/** Whether so much is unsent, besides the rest of a seed, that it can get newest values at most. */
	get isBehind(): boolean {
		const { bufferedBytes } = this.sink;
		if (bufferedBytes < this.#seedBytes) this.#seedBytes = bufferedBytes;
		if (bufferedBytes <= VIEWER_THINNED_BYTES) return false;
		return bufferedBytes - this.#seedBytes > VIEWER_THINNED_BYTES || bufferedBytes > VIEWER_BACKLOG_BYTES;
	}

	/** A frame was handed to its socket at a monotonic time in ms; hot path. */
	sent(at: number): void {
		if (this.acknowledges) this.pace.sent(this.#seq, at);
	}

	/** It was sent a seed: what is unsent now is no sign of a slow connection. */
	seeded(): void {
		this.#seedBytes = this.sink.bufferedBytes;
	}

	/** Whether so much is unsent that the next frame must not be queued. */
	get overloaded(): boolean {
		return this.sink.bufferedBytes > VIEWER_BACKLOG_BYTES;
	}

	/** Whether a viewer that fell behind can be served again. */
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
