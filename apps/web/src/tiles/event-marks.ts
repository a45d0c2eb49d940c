/** Samples of something that happens, in the order of their times. */
export interface EventSource {
	readonly length: number;
	time(index: number): number;
	value(index: number, field: number): number;
	/** True when the samples stand for others that are left out. */
	readonly decimated?: boolean;
}

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
 * Events between two instants, out of sources that follow one another; undefined when samples were left out, so that
 * nobody can tell.
 *
 * @param lasting values say how something is from then on, 0 for not: marks are then the spans in which it is. Else
 * each sample is an instant.
 */
export function eventMarks(
	sources: readonly EventSource[],
	fromMs: number,
	toMs: number,
	lasting: boolean,
): EventMark[] | undefined {
	const marks: EventMark[] = [];
	const place = (t: number): number => Math.min(1, Math.max(0, (t - fromMs) / (toMs - fromMs)));
	let end = toMs;
	for (const source of sources.toReversed()) {
		for (let index = source.length - 1; index >= 0; index--) {
			const t = source.time(index);
			if (t > toMs) continue;
			if (marks.length === MARKS || (t < fromMs && !lasting)) return marks.reverse();
			if (source.decimated === true) return undefined;
			const value = source.value(index, 0);
			if (Number.isFinite(value) && (!lasting || value !== 0)) {
				marks.push({ from: place(t), to: lasting ? place(end) : place(t), value });
			}
			// What was so before the window is still so at its start.
			if (t < fromMs) return marks.reverse();
			end = t;
		}
	}
	return marks.reverse();
}
