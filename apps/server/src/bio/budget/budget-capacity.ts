/** What one look at the node tells about its capacity. */
export interface CapacityEvidence {
	/** Smoothed pressure, 0..1. */
	readonly pressure: number;
	/** The pressure that is aimed at, 0..1. */
	readonly setPoint: number;
	/** Cost units per second that are in force. */
	readonly granted: number;
	/** Whether the budget slows any stream. */
	readonly limited: boolean;
	/** Time since the last look, in ms. */
	readonly dtMs: number;
}

/**
 * The capacity assumed of a node that has never been near its limit, in cost units per second: more than one core
 * does, so that only measured pressure ever slows a stream.
 */
export const UNKNOWN_CAPACITY = 1e9;

/**
 * Least capacity that is believed, in cost units per second. The least budget, a tenth of it, is some thousand
 * messages a second: a few hundredths of a core, so that slowing streams further would save nothing, whatever else
 * keeps the node busy.
 */
export const LEAST_CAPACITY = 1e7;

/** A pressure below this says little about its cause; evidence of a higher capacity counts it as this much. */
const LEAST_PRESSURE = 0.1;

/** Time constant of a rise on evidence of more, in ms. */
const RISE_MS = 10_000;

/**
 * Time constant of a fall while nothing is slowed: what is granted is what was demanded, and the pressure follows
 * from that.
 */
const FALL_FREE_MS = 1_000;

/** The same while streams are slowed already: granting less must not make the node look smaller and smaller. */
const FALL_LIMITED_MS = 300_000;

/** Time constant with which a limit is forgotten while the node is calm, in ms. */
const FORGET_MS = 60_000;

/**
 * Estimates the cost units per second at which pressure would reach 1.
 *
 * Work of `granted` units at pressure p puts it at granted / p, as long as pressure comes from that work. What else
 * presses makes the figure too small, therefore:
 * 1. It falls to granted / p only while the pressure is above the set-point: quickly while nothing is slowed, slowly
 *    while something is.
 * 2. It rises to granted / p whenever that is more.
 * 3. While the pressure is below half the set-point it grows by itself, up to {@link UNKNOWN_CAPACITY}: a limit that
 *    does not show is forgotten.
 */
export function estimateCapacity(capacity: number, evidence: CapacityEvidence): number {
	const { dtMs, granted, limited, pressure, setPoint } = evidence;
	const shown = granted / Math.max(pressure, LEAST_PRESSURE);
	let estimate = capacity;
	if (pressure < setPoint / 2) {
		estimate = Math.max(estimate, Math.min(estimate * Math.exp(dtMs / FORGET_MS), UNKNOWN_CAPACITY));
	}
	if (shown > estimate) estimate = approach(estimate, shown, dtMs / RISE_MS);
	else if (pressure > setPoint) {
		estimate = approach(
			estimate,
			Math.max(shown, LEAST_CAPACITY),
			dtMs / (limited ? FALL_LIMITED_MS : FALL_FREE_MS),
		);
	}
	return Math.max(estimate, LEAST_CAPACITY);
}

/** A first-order approach in the logarithm: the two may be orders of magnitude apart. */
function approach(from: number, to: number, times: number): number {
	return to * (from / to) ** Math.exp(-times);
}
