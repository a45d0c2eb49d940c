import type { Scope } from "@sensocto/supervision";

/** A probe is due this long after the last one was answered, in ms. */
const PROBE_MS = 25;

/** Takes the delay of one probe. @param at time in ms at which it was answered, on a clock that never steps. */
export type ProbeListener = (delayMs: number, at: number) => void;

/**
 * Asks the event loop forty times a second how late it is: a timer, whose due time is known.
 *
 * Node's own histogram of these delays would do, but leaves out the delay that spans a reset, so it cannot be read twice a
 * second without missing some; and four probes make a window of the standing delay.
 */
export function probeLoop(scope: Scope, listener: ProbeListener): void {
	const { clock } = scope;
	let due = clock.monotonic() + PROBE_MS;
	scope.every(PROBE_MS, () => {
		const now = clock.monotonic();
		listener(Math.max(0, now - due), now);
		due = now + PROBE_MS;
	});
}
