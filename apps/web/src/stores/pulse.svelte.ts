/** Numbers on screen change at most this often, in milliseconds; faster cannot be read. */
const PULSE_MS = 250;

/** A reactive beat of 4 Hz: text that shows ages or newest values reads `tick` and is computed anew with it. */
class Pulse {
	#tick = $state(0);

	constructor() {
		setInterval(() => {
			if (!document.hidden) this.#tick++;
		}, PULSE_MS);
		document.addEventListener("visibilitychange", () => {
			if (!document.hidden) this.#tick++;
		});
	}

	/** Number of beats so far. */
	get tick(): number {
		return this.#tick;
	}
}

/** The one beat of the app. */
export const pulse = new Pulse();
