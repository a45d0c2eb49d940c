/** What a message costs besides its bytes, in the same unit. */
const FIXED_UNITS = 200;

/** Steps per doubling that costs are rounded up to. */
const STEPS_PER_OCTAVE = 4;

/**
 * The cost of one message of a stream in cost units: (bytes + a fixed amount) for each viewer it goes to, at least
 * once.
 *
 * It is rounded up to the next quarter of an octave, so that a busy node has a handful of cost classes however many
 * streams it has, and a payload that grows by a digit moves no device's window.
 *
 * @param bytes size of a message.
 * @param viewers number of connections it is sent on to.
 */
export function messageCost(bytes: number, viewers: number): number {
	return stepUp((Math.max(0, bytes) + FIXED_UNITS) * Math.max(1, viewers));
}

/** Bytes that one message of a stream puts on the uplink, rounded up like {@link messageCost}; 0 without viewers. */
export function messageBytes(bytes: number, viewers: number): number {
	const sent = Math.max(0, bytes) * Math.max(0, viewers);
	return sent === 0 ? 0 : stepUp(sent);
}

/** The allowance keeps a value that is a step already on its step. */
function stepUp(value: number): number {
	return 2 ** (Math.ceil(Math.log2(value) * STEPS_PER_OCTAVE - 1e-9) / STEPS_PER_OCTAVE);
}
