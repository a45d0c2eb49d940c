import type { AttentionLevel } from "@sensocto/protocol";
import { rateHz } from "../../bio/budget/allocate-stream.ts";
import { messageCost } from "../../bio/budget/budget-cost.ts";
import { RATE_BOUNDS } from "../../bio/budget/rate-bounds.ts";
import { type Allocation, INTEREST_WEIGHTS } from "../../bio/wires.ts";
import { DELIVERY_WINDOWS_MS, type Lane, laneOf, type WatchLevel } from "./delivery-class.ts";

/** Bytes of a usual stream's part of a frame. */
const USUAL_BYTES = 100;

/** A level leaves a slower lane only when its window is this much shorter than the lane would ask for. */
const HYSTERESIS = 1.25;

const CLAIMS: readonly { readonly weight: number; readonly level: AttentionLevel }[] = [
	{ weight: INTEREST_WEIGHTS.focus, level: "high" },
	{ weight: INTEREST_WEIGHTS.view, level: "medium" },
	{ weight: INTEREST_WEIGHTS.background, level: "low" },
];

/**
 * The lane of each watch level, as the allocation of the node's budget has it.
 *
 * Without contention it is that of {@link DELIVERY_WINDOWS_MS}; otherwise the window grows by as much as the rate of a
 * usual stream of that level is below its full one.
 */
export class LevelWindows {
	readonly #lanes: Lane[] = DELIVERY_WINDOWS_MS.map(laneOf);

	/** The lane of a level. */
	lane(level: WatchLevel): Lane {
		return this.#lanes[level]!;
	}

	/** Whether a level is slower than it is without contention. */
	isSlowed(level: WatchLevel): boolean {
		return this.#lanes[level]! > laneOf(DELIVERY_WINDOWS_MS[level]);
	}

	/** Takes an allocation; the answer is whether a lane has changed. */
	update(allocation: Allocation): boolean {
		let changed = false;
		DELIVERY_WINDOWS_MS.forEach((base, level) => {
			const { level: attention, weight } = CLAIMS[level]!;
			const stream = { weight, level: attention, cost: messageCost(USUAL_BYTES, 1), bytes: USUAL_BYTES };
			const stretch = allocation.contended
				? Math.max(1, RATE_BOUNDS[attention].max / rateHz(allocation, stream))
				: 1;
			const before = this.#lanes[level]!;
			const lane = laneOf(base * stretch);
			if (lane === before) return;
			if (lane < before && allocation.contended && laneOf(base * stretch * HYSTERESIS) >= before) return;
			this.#lanes[level] = lane;
			changed = true;
		});
		return changed;
	}
}
