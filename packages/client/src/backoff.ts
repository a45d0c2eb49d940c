const RECONNECT_MS = [100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const;
const REJOIN_MS = [1_000, 2_000, 5_000, 10_000] as const;

/**
 * Wait before the next connection attempt, in ms.
 *
 * Each step is spread over 0.5–1.5 of its length: thousands of clients of one restarted server must not
 * return in the same instant.
 */
export function reconnectDelay(attempt: number, random: () => number): number {
	return spread(RECONNECT_MS, attempt, random);
}

/** Wait before a channel that crashed or was refused asks to join again, in ms. */
export function rejoinDelay(attempt: number, random: () => number): number {
	return spread(REJOIN_MS, attempt, random);
}

function spread(steps: readonly number[], attempt: number, random: () => number): number {
	const step = steps[Math.min(attempt, steps.length - 1)] ?? 0;
	return Math.round(step * (0.5 + random()));
}
