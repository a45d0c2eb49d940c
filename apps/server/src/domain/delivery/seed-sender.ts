import type { GapReason } from "@sensocto/protocol";
import { LEFT_OUT } from "../sensors/left-out-marks.ts";
import { SEED_BODY_CHARS, seedPieceEnd } from "./seed-piece.ts";
import type { StreamCodec } from "./stream-codec.ts";
import type { Viewer, Watch } from "./viewer.ts";

/** With what seeds are written. */
export interface SeedContext {
	readonly codec: StreamCodec;
	/** Server time in ms. */
	readonly serverTime: number;
	/** Reference of times in binary frames, ms since 1970. */
	readonly epoch: number;
}

/**
 * Sends a viewer what memory holds of these watches from their positions on, in frames of bounded size.
 *
 * Samples before which some are missing come in frames of their own, which carry the reason; it is told once.
 */
export function sendSeed(viewer: Viewer, watches: readonly Watch[], context: SeedContext): void {
	for (const [gap, group] of Map.groupBy(watches, (watch) => watch.gap))
		sendGroup(viewer, group, gap, context);
	for (const watch of watches) {
		watch.gap = null;
		watch.late = null;
	}
}

function sendGroup(viewer: Viewer, watches: Watch[], gap: GapReason | null, context: SeedContext): void {
	const { codec, epoch, serverTime } = context;
	const body = codec.newBody();
	let told: GapReason | null = null;
	watches.sort((a, b) => a.topic.order - b.topic.order);
	for (const { late, position, topic } of watches) {
		const attribute = topic.source;
		if (attribute === null) continue;
		const { head, tail } = attribute.ring;
		// A position beyond the head is one of a ring that has since been replaced.
		const start = position > head ? tail : Math.max(position, tail);
		if (start === head && late === null) continue;
		let from = start;
		let isFirst = true;
		do {
			const end = seedPieceEnd(topic, attribute, viewer.encoding, from);
			const to = attribute.leftOut?.first(from + 1, end) ?? end;
			const why = (isFirst ? gap : null) ?? (attribute.leftOut?.has(from) ? LEFT_OUT : null);
			const piece = codec.encode(topic, attribute, from, to, isFirst ? late : null, why);
			const isFull = !isFirst || why !== told || body.length + piece.length > SEED_BODY_CHARS;
			if (isFull && !body.empty) viewer.send(body.take(), serverTime, epoch, true, told);
			told = why;
			body.add(topic, piece);
			from = to;
			isFirst = false;
		} while (from < head);
	}
	if (!body.empty) viewer.send(body.take(), serverTime, epoch, true, told);
}
