/** Slowest and fastest speed of a signal. */
export const SPEED_LIMITS = { slowest: 0.25, fastest: 16 } as const;

/** A point both clocks pass, and the speed from there on. */
export interface SignalAnchor {
	/** Time on the wall and in the signal, seconds since the simulation's epoch. */
	wall_s: number;
	signal_s: number;
	speed: number;
}

const REAL_TIME: SignalAnchor = { wall_s: 0, signal_s: 0, speed: 1 };

/**
 * Time in the signal as a function of the time on the wall.
 *
 * 1. It never jumps and never runs backwards; a change of speed bends it.
 * 2. Until the speed is changed, both times are the same number.
 */
export class SignalClock {
	#anchor: SignalAnchor;
	/** The stretch before the last change: samples look back one step. */
	#before: SignalAnchor;

	constructor(anchor: SignalAnchor = REAL_TIME) {
		this.#anchor = anchor;
		this.#before = anchor;
	}

	get speed(): number {
		return this.#anchor.speed;
	}

	/** What a later clock needs to go on where this one is. */
	get anchor(): SignalAnchor {
		return { ...this.#anchor };
	}

	/** Signal time at a time on the wall, both in seconds since the simulation's epoch. */
	at(wallS: number): number {
		const { signal_s, speed, wall_s } = wallS < this.#anchor.wall_s ? this.#before : this.#anchor;
		return signal_s === wall_s && speed === 1 ? wallS : signal_s + speed * (wallS - wall_s);
	}

	/** Lets the signal run at another speed from a time on the wall on, s. */
	setSpeed(speed: number, wallS: number): void {
		if (speed === this.#anchor.speed) return;
		const signal = this.at(wallS);
		this.#before = this.#anchor;
		this.#anchor = { wall_s: wallS, signal_s: signal, speed };
	}
}

/** Whether a speed is one a signal may have. */
export function isSpeed(speed: unknown): speed is number {
	return typeof speed === "number" && speed >= SPEED_LIMITS.slowest && speed <= SPEED_LIMITS.fastest;
}

/** Reads a kept anchor; undefined when it is none. */
export function readAnchor(value: unknown): SignalAnchor | undefined {
	const { signal_s, speed, wall_s } = (value ?? {}) as Partial<SignalAnchor>;
	if (!Number.isFinite(signal_s) || !Number.isFinite(wall_s) || !isSpeed(speed)) return undefined;
	return { wall_s: wall_s as number, signal_s: signal_s as number, speed };
}
