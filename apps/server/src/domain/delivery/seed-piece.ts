import { storageKind } from "../sensors/attribute.ts";
import type { Encoding } from "./stream-codec.ts";
import type { StreamSource } from "./stream-source.ts";
import type { StreamTopic } from "./stream-topic.ts";

/** Longest body of a seed frame in characters: with three bytes each it stays below what device libraries accept. */
export const SEED_BODY_CHARS = 300_000;

/** Characters of a row besides its ids and values, and of the time in a column or block. */
const FRAMING_CHARS = { rows: 70, columns: 8, binary: 8 } as const;

/** Characters of one component: its number, and in rows its name. */
const VALUE_CHARS = { rows: 40, columns: 12, binary: 8 } as const;

/**
 * Where the piece of a seed that begins at ring position `from` ends, so that it fits one frame.
 *
 * A seed is a stretch of a ring and may be as long as that; only a single sample is never divided. Rows of an attribute
 * that is delivered latest-wins hold its newest sample alone and need no division.
 */
export function seedPieceEnd(
	topic: StreamTopic,
	attribute: StreamSource,
	encoding: Encoding,
	from: number,
): number {
	const { ring, type } = attribute;
	if (encoding === "rows" && type.delivery === "latest") return ring.head;
	const ids = encoding === "rows" ? topic.sensorId.length + topic.attributeId.length : 0;
	const framing = FRAMING_CHARS[encoding] + ids;
	if (storageKind(type) !== "json") {
		const samples = Math.floor(SEED_BODY_CHARS / (framing + VALUE_CHARS[encoding] * ring.stride));
		return Math.min(ring.head, from + samples);
	}
	let to = from;
	for (let chars = 0; to < ring.head && chars < SEED_BODY_CHARS; to++) {
		chars += framing + JSON.stringify(ring.valueAt(to)).length;
	}
	return to;
}
