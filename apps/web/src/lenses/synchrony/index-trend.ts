/** The index of a group at an instant. */
export interface TrendPoint {
	/** Server time in ms. */
	at: number;
	/** Null while it was unknown. */
	index: number | null;
	/** Whether the group was called in sync; undefined for points from the history, which does not know. */
	inSync?: boolean;
}

/** Time shown, in ms. */
export const TREND_MS = 300_000;

/** Points are this far apart at least, in ms, and the line ends where they are further apart than three of it. */
const STEP_MS = 1_000;
const GAP_MS = 3 * STEP_MS;

/** The trend with a newer point; what left the window is forgotten. */
export function extendTrend(trend: readonly TrendPoint[], point: TrendPoint): readonly TrendPoint[] {
	const last = trend.at(-1);
	if (last !== undefined && point.at < last.at + STEP_MS) return trend;
	const first = trend.findIndex(({ at }) => at > point.at - TREND_MS);
	return [...(first < 0 ? [] : trend.slice(first)), point];
}

/** Points of the history before those that came since. */
export function joinTrend(past: readonly TrendPoint[], since: readonly TrendPoint[]): readonly TrendPoint[] {
	const first = since[0]?.at ?? Number.POSITIVE_INFINITY;
	return [...past.filter(({ at }) => at < first), ...since];
}

/** Room above the highest index there can be, as a share of the range. */
const HEADROOM = 0.08;

/** A drawn trend: the line, and the parts of it in which the group was in sync, as path data. */
export interface TrendPaths {
	line: string;
	inSync: string;
	/** Range of the vertical axis. */
	min: number;
	max: number;
}

/** Paths in a field of `width` × `height` whose right edge is the instant `end`. */
export function trendPaths(
	trend: readonly TrendPoint[],
	end: number,
	{ height, width }: { height: number; width: number },
): TrendPaths {
	const lowest = trend.reduce((least, { index }) => Math.min(least, index ?? 0), 0);
	const min = lowest < -0.5 ? -1 : -0.5;
	const max = 1 + HEADROOM * (1 - min);
	const place = ({ at, index }: TrendPoint): string => {
		const x = width * (1 - (end - at) / TREND_MS);
		return `${x.toFixed(1)} ${(height * ((max - index!) / (max - min))).toFixed(1)}`;
	};
	let line = "";
	let inSync = "";
	let before: TrendPoint | undefined;
	for (const point of trend) {
		if (point.index === null || point.at < end - TREND_MS) {
			before = undefined;
			continue;
		}
		const joined = before !== undefined && point.at - before.at <= GAP_MS;
		line += `${joined ? "L" : "M"}${place(point)}`;
		if (point.inSync === true)
			inSync += joined && before?.inSync === true ? `L${place(point)}` : `M${place(point)}`;
		before = point;
	}
	return { line, inSync, min, max };
}
