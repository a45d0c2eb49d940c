import type { SeedContext } from "./seed-sender.ts";
import type { StreamSource } from "./stream-source.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { LateSample } from "./topic-lane.ts";
import type { Viewer } from "./viewer.ts";

/** Events of one stream in a snapshot; further ones wait for the next. */
const EVENTS = 64;

/** A stretch of a ring that a snapshot keeps. */
interface Piece {
	readonly topic: StreamTopic;
	readonly attribute: StreamSource;
	readonly from: number;
	readonly to: number;
	/** Samples before it were left out. */
	readonly jumps: boolean;
	/** Samples that came late and stand before it. */
	readonly late: LateSample[] | null;
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
		const isEvent = source.type.delivery === "event";
		const end = isEvent ? lastEvent(watch.position, source) : source.ring.head;
		keptPieces(watch.topic, source, watch.position, end).forEach((piece, rank) => {
			// Late samples stand before the first piece; where that jumps they are among what is left out.
			const late = rank === 0 && (isEvent || !piece.jumps) ? watch.late : null;
			ranks[rank] ??= [];
			ranks[rank].push({ ...piece, late });
		});
		watch.position = end;
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

function send(
	viewer: Viewer,
	{ codec, epoch, serverTime }: SeedContext,
	all: readonly Piece[],
	jumps: boolean,
): void {
	const gap = jumps ? "your connection" : null;
	const body = codec.newBody();
	for (const { attribute, from, jumps: isAfterGap, late, to, topic } of all) {
		if (isAfterGap === jumps) body.add(topic, codec.encode(topic, attribute, from, to, late, gap));
	}
	if (!body.empty) viewer.send(body.take(), serverTime, epoch, true, gap);
}

function keptPieces(topic: StreamTopic, attribute: StreamSource, position: number, end: number): Piece[] {
	const kept = keptPositions(attribute, Math.max(position, attribute.ring.tail), end);
	const pieces: Piece[] = [];
	let expected = position;
	for (let k = 0; k < kept.length; ) {
		const from = kept[k]!;
		let to = from + 1;
		for (k++; kept[k] === to; k++) to++;
		pieces.push({ topic, attribute, from, to, jumps: from !== expected, late: null });
		expected = to;
	}
	return pieces;
}

function lastEvent(position: number, { ring }: StreamSource): number {
	return Math.min(ring.head, Math.max(position, ring.tail) + EVENTS);
}

function keptPositions({ ring, type }: StreamSource, from: number, to: number): number[] {
	if (type.delivery === "event") return Array.from({ length: to - from }, (_, k) => from + k);
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
