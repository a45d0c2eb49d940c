import type { GapReason } from "@sensocto/protocol";
import { BinaryCodec } from "./binary-codec.ts";
import { columnsFragment } from "./columns-fragment.ts";
import { type FrameBody, TextBody } from "./frame-body.ts";
import { rowsFragment } from "./rows-fragment.ts";
import type { StreamSource } from "./stream-source.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { LateSample } from "./topic-lane.ts";

/** How a viewer wants samples written: legacy rows, JSON columns, or binary blocks. */
export type Encoding = "rows" | "columns" | "binary";

/** One stream's samples, written once for all viewers of an encoding. */
export type Fragment = string | Buffer;

/** Writes streams' samples in one encoding. */
export interface StreamCodec {
	/**
	 * Writes the samples from ring position `from` up to `to`, late ones first so that times stay in order.
	 *
	 * @param gap why samples before these were left out, where the encoding tells it with each stream.
	 */
	encode(
		topic: StreamTopic,
		attribute: StreamSource,
		from: number,
		to: number,
		late: readonly LateSample[] | null,
		gap?: GapReason | null,
	): Fragment;
	/** An empty frame body for fragments of this codec. */
	newBody(): FrameBody;
}

/** The codec of each encoding. */
export type StreamCodecs = Readonly<Record<Encoding, StreamCodec>>;

/** Makes the codecs; `epoch` is the reference of times in binary frames, ms since 1970. */
export function streamCodecs(epoch: number): StreamCodecs {
	const newBody = () => new TextBody();
	return {
		rows: {
			newBody,
			encode: (topic, attribute, from, to, late) => rowsFragment(topic.sensorId, attribute, from, to, late),
		},
		columns: {
			newBody,
			encode: (topic, attribute, from, to, late, gap = null) =>
				columnsFragment(topic, attribute, from - (late?.length ?? 0), from, to, late, gap),
		},
		binary: new BinaryCodec(epoch),
	};
}
