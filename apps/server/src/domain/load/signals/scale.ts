/** A measured figure and what it means, 0..1. */
export type ScalePoint = readonly [measured: number, meaning: number];

/**
 * Maps a measurement to 0..1 along straight lines between the given points.
 *
 * Below the first point the line starts at 0; above the last its meaning holds.
 *
 * @param points by ascending measurement.
 */
export function onScale(measured: number, points: readonly ScalePoint[]): number {
	if (!(measured > 0)) return 0;
	let [lowAt, low]: ScalePoint = [0, 0];
	for (const [at, meaning] of points) {
		if (measured <= at) return low + ((measured - lowAt) / (at - lowAt)) * (meaning - low);
		lowAt = at;
		low = meaning;
	}
	return low;
}
