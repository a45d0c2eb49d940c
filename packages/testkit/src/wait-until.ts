import { setTimeout as sleep } from "node:timers/promises";

/** How long, how often, and in what words. */
export interface WaitOptions {
	/** Milliseconds until the wait fails, which only failures reach; default 20 000. */
	readonly timeoutMs?: number;
	/** Milliseconds between two looks; default 10. */
	readonly intervalMs?: number;
	/** What is waited for, named by the failure. */
	readonly what?: string;
}

/**
 * Waits for a condition of a real process or socket, where no clock can be faked.
 *
 * @returns the first value that is neither false, null nor undefined
 * @throws Error at the time limit, with the last error of the condition as its cause
 */
export async function waitUntil<T>(
	condition: () => T | Promise<T>,
	options: WaitOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
	const { timeoutMs = 20_000, intervalMs = 10, what = "the condition" } = options;
	const end = performance.now() + timeoutMs;
	for (;;) {
		let problem: unknown;
		try {
			const value = await condition();
			if (value !== false && value !== null && value !== undefined) {
				return value as NonNullable<Exclude<T, false>>;
			}
		} catch (error) {
			problem = error;
		}
		if (performance.now() >= end)
			throw new Error(`${what} was not met within ${timeoutMs} ms`, { cause: problem });
		await sleep(intervalMs);
	}
}
