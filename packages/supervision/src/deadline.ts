import type { Clock } from "./clock.ts";

/** Longest delay a timer keeps, in milliseconds; longer ones mean no limit. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Schedules `fn` for the end of a time limit. @returns what cancels it. */
export function deadline(clock: Clock, ms: number, fn: () => void): () => void {
	if (ms > LONGEST_DELAY_MS) return () => {};
	const timer = clock.setTimeout(fn, ms);
	return () => clock.clearTimeout(timer);
}

/** Whether a promise that never rejects settles within `ms` milliseconds; resolves at the earlier of the two. */
export function settlesWithin(work: PromiseLike<unknown>, clock: Clock, ms: number): Promise<boolean> {
	return new Promise((resolve) => {
		const cancel = deadline(clock, ms, () => resolve(false));
		work.then(() => {
			cancel();
			resolve(true);
		});
	});
}
