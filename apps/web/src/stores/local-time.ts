/**
 * This device's wall clock in milliseconds since the epoch, with fractions, steady within a page's life.
 *
 * The page's start time plus the monotonic clock: animation needs steps below a millisecond and no jumps back.
 */
export function localTime(): number {
	return performance.timeOrigin + performance.now();
}
