import type { SampleRing } from "../stores/sample-ring.ts";

/** Something that happened in a window of time; places are shares of its width. */
export interface EventMark {
	readonly from: number;
	/** Equal to `from` for an instant. */
	readonly to: number;
	readonly value: number;
}

/** Marks of a window at most; the newest stay. */
const MARKS = 60;

/**
 * Events of a stream between two instants of device time.
 *
 * @param lasting values say how something is from then on, 0 for not: marks are then the spans in which it is. Else
 * each sample is an instant.
 */
export function eventMarks(ring: SampleRing, fromMs: number, toMs: number, lasting: boolean): EventMark[] {
	const marks: EventMark[] = [];
	const place = (t: number): number => Math.min(1, Math.max(0, (t - fromMs) / (toMs - fromMs)));
	let end = toMs;
	for (let index = ring.indexAfter(toMs) - 1; index >= 0 && marks.length < MARKS; index--) {
		const t = ring.time(index);
		const value = ring.value(index);
		if (!lasting && t < fromMs) break;
		if (Number.isFinite(value) && (!lasting || value !== 0)) {
			marks.push({ from: place(t), to: lasting ? place(end) : place(t), value });
		}
		// What was so before the window is still so at its start.
		if (t < fromMs) break;
		end = t;
	}
	return marks.reverse();
}
