/** Handle of a scheduled callback; only the clock that returned it knows what it is. */
export type Timer = unknown;

/** Source of time and timers, injected wherever either is needed so that tests can own them. */
export interface Clock {
	/** Wall-clock time in milliseconds since the Unix epoch; may step when the host's clock is corrected. */
	now(): number;
	/** Milliseconds since an arbitrary origin; never goes backwards. */
	monotonic(): number;
	/** Calls `fn` once, not earlier than `ms` milliseconds from now. */
	setTimeout(fn: () => void, ms: number): Timer;
	clearTimeout(timer: Timer): void;
	/** Calls `fn` every `ms` milliseconds until cleared. */
	setInterval(fn: () => void, ms: number): Timer;
	clearInterval(timer: Timer): void;
}

/** The host's own clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	// A zero delay means "after pending input and output": the event loop's check phase is that, without
	// the millisecond a timer would add.
	setTimeout: (fn, ms) => (ms <= 0 ? setImmediate(fn) : setTimeout(fn, ms)),
	clearTimeout: (timer) => {
		clearImmediate(timer as NodeJS.Immediate);
		clearTimeout(timer as NodeJS.Timeout);
	},
	setInterval: (fn, ms) => setInterval(fn, ms),
	clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
};
