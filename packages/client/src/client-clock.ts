/**
 * Time as the client sees it. Any object with these three methods serves, so tests and the simulator run on
 * a clock of their own.
 */
export interface ClientClock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Calls back once after `delayMs`; the answer is what {@link clearTimeout} takes. */
	setTimeout(callback: () => void, delayMs: number): unknown;
	clearTimeout(timer: unknown): void;
}

/** The clock and timers of the JavaScript engine. */
export const systemClock: ClientClock = {
	now: () => Date.now(),
	setTimeout: (callback, delayMs) => setTimeout(callback, delayMs),
	clearTimeout: (timer) => clearTimeout(timer as Parameters<typeof clearTimeout>[0]),
};
