const HOUR = 60;
const DAY = 24 * HOUR;
const REMEMBERED_DAYS = 14;

/** What is forecast for an hour in which nothing ever changed. */
const UNKNOWN = 0.5;

/**
 * The plain way to learn a daily rhythm: the mean value of the changes seen in each hour of the day, over the last 14
 * days, learned anew each midnight. It weighs a look of a second like one of an hour, and forgets the pauses between.
 *
 * @param series values minute by minute
 * @returns the forecast made at one minute for a later one
 */
export function hourlyMeanOfEvents(series: Float64Array): (madeAt: number, forMinute: number) => number {
	const days: Float64Array[] = [];
	return (madeAt, forMinute) => {
		const day = Math.floor(madeAt / DAY);
		days[day] ??= learn(series, Math.max(1, (day - REMEMBERED_DAYS) * DAY), day * DAY);
		return days[day][Math.floor(forMinute / HOUR) % 24]!;
	};
}

function learn(series: Float64Array, from: number, until: number): Float64Array {
	const sums = new Float64Array(24);
	const counts = new Float64Array(24);
	for (let minute = from; minute < until; minute++) {
		if (series[minute] === series[minute - 1]) continue;
		const hour = Math.floor(minute / HOUR) % 24;
		sums[hour]! += series[minute]!;
		counts[hour]!++;
	}
	return sums.map((sum, hour) => (counts[hour] === 0 ? UNKNOWN : sum / counts[hour]!));
}
