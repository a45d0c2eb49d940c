import type { StreamCodecs } from "./stream-codec.ts";
import type { SubscriberGroups } from "./subscriber-group.ts";
import type { TopicTable } from "./topic-table.ts";
import type { Viewer } from "./viewer.ts";

/** What is delivered to whom; owned one level above the router, so that it survives the router's crash. */
export interface DeliveryState {
	readonly topics: TopicTable;
	readonly groups: SubscriberGroups;
	readonly codecs: StreamCodecs;
	/** Reference of times in binary frames, ms since 1970. */
	readonly epoch: number;
	/** Viewers that watch something. */
	readonly viewers: Set<Viewer>;
	/** Those of them that do not take what they are sent. */
	readonly stalled: Set<Viewer>;
}
