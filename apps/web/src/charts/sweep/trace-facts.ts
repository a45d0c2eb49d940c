import type { SampleRing } from "../../stores/sample-ring.ts";
import { type TraceGap, type TraceMapping, tracePath } from "./trace-path.ts";

const NOWHERE = { moveTo: () => undefined, lineTo: () => undefined };

/** What a plot shows of one field between its edges: samples joined by the line, and holes with the open one at its end. */
export function traceFacts(
	ring: SampleRing,
	field: number,
	map: TraceMapping,
	edgeTime: number,
	gapMs: number,
): { points: number; gaps: readonly TraceGap[] } {
	const range = { first: ring.indexAfter(map.originMs), last: ring.indexAfter(edgeTime) - 1 };
	if (range.last < range.first) return { points: 0, gaps: [] };
	const { points, gaps } = tracePath(NOWHERE, ring, field, range, map, gapMs);
	const newest = ring.time(range.last);
	return { points, gaps: edgeTime - newest > gapMs ? [...gaps, { from: newest, to: edgeTime }] : gaps };
}
