import type { SystemLoad } from "@sensocto/protocol";
import type { Allocation } from "../wires.ts";
import { allocate, type DemandClass } from "./allocate.ts";
import { type CommonShares, resumed, sameShares, uncontended, uplinkShares } from "./allocate-shares.ts";
import { type BudgetState, INITIAL_BUDGET, stepBudget } from "./budget.ts";
import { contractHz } from "./rate-bounds.ts";

/** What the controller reads of the load. */
export interface PressureReading {
	/** Smoothed pressure, 0..1. */
	readonly pressure: number;
	/** The pressure aimed at, 0..1. */
	readonly setPoint: number;
	/** Frames wait longer than 200 ms before they are read. */
	readonly emergency: boolean;
	/** What devices go by besides the budget. */
	readonly label: SystemLoad;
	readonly memoryProtection: boolean;
	/** Time since the reading before, in ms. */
	readonly dtMs: number;
}

/** The budget has to move by this factor before it is shared anew. */
const MATERIAL = 1.05;

/**
 * Budget and shares in one: follows the pressure, and says when the shares have to follow the budget.
 *
 * Invariants:
 * 1. The shares are of the budget at the time they were made; `observe` asks for new ones when that moved by 5 % and
 *    it matters.
 * 2. Shares that differ too little to be told apart leave those in force.
 * 3. While nothing is `acting` on the shares all demand counts as granted: it is what presses.
 */
export class BudgetController {
	#budget: BudgetState = INITIAL_BUDGET;
	#shares: CommonShares = uncontended(0);
	/** What was demanded when the shares were made. */
	#classes: readonly DemandClass[] = [];
	/** The budget the shares were made of. */
	#sharedOut = INITIAL_BUDGET.unitsPerSecond;

	/** Cost units per second that may be spent, and the estimated capacity. */
	get budget(): BudgetState {
		return this.#budget;
	}

	/** The shares as they follow from the budget. */
	get shares(): CommonShares {
		return this.#shares;
	}

	/** Goes on from what an earlier controller had in force. */
	resume(budget: BudgetState | undefined, allocation: Allocation | undefined): void {
		if (budget !== undefined) this.#budget = budget;
		if (allocation !== undefined) this.#shares = resumed(allocation);
	}

	/** Takes over a capacity learned earlier, in cost units per second. */
	expect(capacity: number): void {
		this.#budget = { ...this.#budget, capacity };
	}

	/** Moves the budget; answers whether it has to be shared anew. */
	observe(reading: PressureReading, acting = true): boolean {
		const { contended, demanded, granted } = this.#shares;
		this.#budget = stepBudget(this.#budget, {
			...reading,
			granted: acting ? granted : demanded,
			limited: acting && contended,
			held: this.#held(reading),
		});
		const { unitsPerSecond } = this.#budget;
		const moved = unitsPerSecond / this.#sharedOut;
		// A budget that grows beyond what is demanded changes nothing.
		return (contended || unitsPerSecond < demanded) && (moved > MATERIAL || moved < 1 / MATERIAL);
	}

	/** Shares the budget, and the uplink when that is limited to `uplink` bytes per second. */
	share(classes: readonly DemandClass[], uplink?: number): CommonShares {
		const before = this.#shares;
		this.#classes = classes;
		this.#sharedOut = this.#budget.unitsPerSecond;
		const shares = allocate(classes, this.#sharedOut, before.pauseBelow);
		const sent = uplinkShares(classes, uplink, before.uplink?.pauseBelow);
		const next = { ...shares, uplink: sent, contended: shares.contended || (sent?.contended ?? false) };
		const { contended, demanded, granted } = next;
		this.#shares = sameShares(before, next) ? { ...before, contended, demanded, granted } : next;
		return this.#shares;
	}

	/** Cost units per second that devices spend whatever the budget says. */
	#held({ label, memoryProtection }: PressureReading): number {
		let sum = 0;
		for (const { cost, count, level } of this.#classes)
			sum += count * cost * contractHz(level, label, memoryProtection);
		return sum;
	}
}
