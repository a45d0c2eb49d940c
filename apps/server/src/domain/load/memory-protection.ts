/** Share of the memory limit at which protection begins: a developer's machine is allowed to be fuller. */
export const PROTECTION_AT = { production: 0.85, development: 0.95 } as const;

/** Share at which background work stops as well. */
const CRITICAL_AT = 0.92;

/** Both end this far below where they begin. */
const HYSTERESIS = 0.07;

/**
 * Whether memory is so short that devices are slowed and, beyond that, background work stops.
 *
 * 1. Protection begins at the given share of the limit and ends .07 lower.
 * 2. Critical implies protection: it begins at .92, or with protection where that begins later.
 * 3. Both follow each reading at once: memory does not wait.
 */
export class MemoryProtection {
	readonly #protectAt: number;
	readonly #criticalAt: number;
	#active = false;
	#critical = false;

	/** @param protectAt share of the limit, see {@link PROTECTION_AT}. */
	constructor(protectAt: number) {
		this.#protectAt = protectAt;
		this.#criticalAt = Math.max(protectAt, CRITICAL_AT);
	}

	/** Devices send less. */
	get active(): boolean {
		return this.#active;
	}

	/** Unwatched devices pause, warm stores are emptied, new history queries are refused. */
	get critical(): boolean {
		return this.#critical;
	}

	/** Takes the share of the limit in use, 0..1. */
	update(share: number): void {
		this.#active = share >= this.#protectAt - (this.#active ? HYSTERESIS : 0);
		this.#critical = this.#active && share >= this.#criticalAt - (this.#critical ? HYSTERESIS : 0);
	}
}
