import type { AttributeType, JsonValue } from "@sensocto/protocol";
import type { AttributeMeta } from "../sensors/attribute.ts";
import type { AttributeRing } from "../sensors/attribute-ring.ts";
import type { LeftOutMarks } from "../sensors/left-out-marks.ts";
import type { StreamTopic } from "./stream-topic.ts";

/** Where a topic's samples come from: an attribute, or a reduction of one. */
export interface StreamSource {
	/** Attribute id. */
	readonly id: string;
	readonly type: AttributeType;
	readonly meta: AttributeMeta;
	readonly ring: AttributeRing<number | JsonValue>;
	/** Which samples of the ring stand behind ones that the device has left out; null without any. */
	readonly leftOut: LeftOutMarks | null;
	/** Server time at which the newest sample arrived, in ms. */
	readonly arrivedAt: number;
	/** Whom it tells of new samples. */
	topic: StreamTopic | null;
}
