/** Orbits at most; more members share them. */
const ORBITS = 12;
/** Share of the radius at which the innermost orbit runs. */
const INNERMOST = 0.42;

/** Fastest correction of a shown phase towards the measured one, share a second. */
const PULL_PER_S = 3;
/** A phase runs on by its rate for so long without news, in ms; then it rests. */
const RUN_ON_MS = 1_500;

const TAU = 2 * Math.PI;

/** Radius of a member's orbit, as a share of the circle's. */
export function orbitRadius(member: number, members: number): number {
	const orbits = Math.min(members, ORBITS);
	return orbits === 1 ? 1 : INNERMOST + ((1 - INNERMOST) * (member % orbits)) / (orbits - 1);
}

/** A phase on screen, which runs on between measurements instead of jumping. */
export class RunningPhase {
	#shown = Number.NaN;
	#measured = Number.NaN;
	#rateHz = 0;
	#measuredAt = 0;
	#movedAt = 0;

	/** Takes a measured phase in radians, at local time in ms. */
	measure(phase: number, rateHz: number, now: number): void {
		this.#measured = phase;
		this.#rateHz = rateHz;
		this.#measuredAt = now;
		if (!Number.isNaN(this.#shown)) return;
		this.#shown = phase;
		this.#movedAt = now;
	}

	/** Phase to show at local time in ms, in radians. */
	at(now: number): number {
		const run = Math.min(now, this.#measuredAt + RUN_ON_MS);
		const target = this.#measured + (TAU * this.#rateHz * (run - this.#measuredAt)) / 1_000;
		const stepS = Math.max(0, now - this.#movedAt) / 1_000;
		this.#movedAt = now;
		const free = run < now ? this.#shown : this.#shown + TAU * this.#rateHz * stepS;
		const off = Math.atan2(Math.sin(target - free), Math.cos(target - free));
		this.#shown = free + off * Math.min(1, PULL_PER_S * stepS);
		return this.#shown;
	}

	/** The measured phase itself, for those who want no motion, in radians. */
	get measured(): number {
		return this.#measured;
	}
}
