import type { SeedContext } from "./seed-sender.ts";
import type { StreamSource } from "./stream-source.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { Viewer } from "./viewer.ts";

/** Events of one stream in a snapshot: more than anybody makes in half a second. */
const EVENTS = 64;

/** A stretch of a ring that a snapshot keeps. */
interface Piece {
	readonly topic: StreamTopic;
	readonly attribute: StreamSource;
	readonly from: number;
	readonly to: number;
	/** Samples before it were left out. */
	readonly jumps: boolean;
}

/**
 * Sends a viewer that is behind what matters most of the samples since its watches' positions, and moves them on.
 *
 * Of streams delivered latest-wins the newest sample, of waveforms also the extremes, of events all. Each is a real
 * sample under its own number, in order; what is left out before it is told as a gap.
 */
export function sendSnapshot(viewer: Viewer, context: SeedContext): void {
	const ranks: Piece[][] = [];
	for (const watch of viewer.watches.values()) {
		const { source } = watch.topic;
		if (source === null || watch.position >= source.ring.head) continue;
		// A late sample is left out: a jump as well.
		const expected = watch.late === null ? watch.position : -1;
		keptPieces(watch.topic, source, watch.position, expected).forEach((piece, rank) => {
			ranks[rank] ??= [];
			ranks[rank].push(piece);
		});
		watch.position = source.ring.head;
		watch.gap = null;
		watch.late = null;
	}
	// A frame holds one piece of a stream at most, and pieces after gaps come in frames of their own.
	for (const pieces of ranks) {
		pieces.sort((a, b) => a.topic.order - b.topic.order);
		send(viewer, context, pieces, false);
		send(viewer, context, pieces, true);
	}
}

function send(viewer: Viewer, { codec, epoch, serverTime }: SeedContext, all: Piece[], jumps: boolean): void {
	const gap = jumps ? "your connection" : null;
	const body = codec.newBody();
	for (const piece of all) {
		if (piece.jumps !== jumps) continue;
		body.add(piece.topic, codec.encode(piece.topic, piece.attribute, piece.from, piece.to, null, gap));
	}
	if (!body.empty) viewer.send(body.take(), serverTime, epoch, true, gap);
}

function keptPieces(
	topic: StreamTopic,
	attribute: StreamSource,
	position: number,
	goesOnAt: number,
): Piece[] {
	const { head, tail } = attribute.ring;
	const begin = Math.max(position, tail);
	const kept = keptPositions(attribute, begin, head);
	const pieces: Piece[] = [];
	let expected = goesOnAt;
	for (let k = 0; k < kept.length; ) {
		const from = kept[k]!;
		let to = from + 1;
		for (k++; kept[k] === to; k++) to++;
		pieces.push({ topic, attribute, from, to, jumps: from !== expected });
		expected = to;
	}
	return pieces;
}

function keptPositions({ ring, type }: StreamSource, from: number, to: number): number[] {
	if (type.delivery === "event") {
		const first = Math.max(from, to - EVENTS);
		return Array.from({ length: to - first }, (_, k) => first + k);
	}
	const kept = new Set([to - 1]);
	if (type.delivery === "every" && type.shape === "scalar") {
		let least = from;
		let greatest = from;
		for (let position = from; position < to; position++) {
			if (ring.valueAt(position)! < ring.valueAt(least)!) least = position;
			if (ring.valueAt(position)! > ring.valueAt(greatest)!) greatest = position;
		}
		kept.add(least).add(greatest);
	}
	return [...kept].sort((a, b) => a - b);
}
