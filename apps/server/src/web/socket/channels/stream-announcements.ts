import type { StreamAnnouncement } from "@sensocto/protocol";
import type { StreamTopic } from "../../../domain/delivery/stream-topic.ts";

/** Bytes a viewer may leave unread before the meaning of new streams waits for their first frame. */
const UNREAD_BYTES = 1_048_576;

/** What {@link StreamAnnouncements} work with. */
export interface StreamAnnouncementsContext {
	/** Reference of times in binary frames, ms since 1970. */
	readonly epoch: number;
	/** Sends the event `streams`. */
	push(announcement: StreamAnnouncement): void;
	/** Bytes handed to the viewer's socket and not yet taken by the network. */
	unreadBytes(): number;
}

/**
 * What the stream numbers in one viewer's binary frames mean.
 *
 * Invariants:
 * 1. A stream is announced before its first frame, see {@link catchUp}.
 * 2. A viewer that does not read is told of no stream; each waits once, however often its device describes it anew.
 */
export class StreamAnnouncements {
	readonly #context: StreamAnnouncementsContext;
	/** Topics the viewer watches, and has not been told of. */
	readonly #untold = new Set<StreamTopic>();

	constructor(context: StreamAnnouncementsContext) {
		this.#context = context;
	}

	/** Tells what these streams are, now or before the next frame. */
	tell(topics: readonly StreamTopic[]): void {
		if (this.#untold.size === 0 && this.#context.unreadBytes() <= UNREAD_BYTES) this.#push(topics);
		else for (const topic of topics) this.#untold.add(topic);
	}

	/** A frame is about to be sent; hot path. */
	catchUp(): void {
		if (this.#untold.size === 0) return;
		// One without a source has no samples; it is told again when it gets one.
		const topics = Array.from(this.#untold).filter(({ source }) => source !== null);
		this.#untold.clear();
		if (topics.length > 0) this.#push(topics);
	}

	#push(topics: readonly StreamTopic[]): void {
		const streams = topics.map(({ attributeId, columnMs, sensorId, serial, source, stream }) => ({
			stream,
			sensor_id: sensorId,
			attribute_id: attributeId,
			stride: source!.ring.stride,
			...(columnMs > 0 && { column_ms: columnMs, numbering: serial }),
		}));
		this.#context.push({ epoch: this.#context.epoch, streams });
	}
}
