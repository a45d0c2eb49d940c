import type { AttentionLevel } from "@sensocto/protocol";
import type { Scope, Worker } from "@sensocto/supervision";
import { INTEREST_WEIGHTS, type LoadReading, type Wires } from "../../bio/wires.ts";
import type { Attribute } from "./attribute.ts";
import type { ByteLedger } from "./byte-ledger.ts";
import type { SensorRecord } from "./sensor-record.ts";

/** How often the budget is looked at, in ms. */
const CHECK_MS = 1_000;

/** Once over its limit, memory is brought down to this share of it, so that not every sample evicts another. */
const RELIEF = 0.95;

/** Share of the limit that is left to samples while the whole process is short of memory, and when that is critical. */
const PROTECTED_SHARE = 0.75;
const CRITICAL_SHARE = 0.5;

/** Chunks given up in one go at most: summarising them takes a few milliseconds. */
const CHUNKS_AT_ONCE = 512;

/** What somebody views keeps at least this much of its past, in ms. */
const VIEWED_MS = 5_000;

/** What the budget works with. */
export interface StoreBudgetContext {
	readonly ledger: ByteLedger;
	/** Bytes that all samples in memory together may hold. */
	readonly limitBytes: number;
	/** Every known sensor. */
	readonly records: () => Iterable<SensorRecord>;
	/** How much attention an attribute gets. */
	readonly level: (sensorId: string, attributeId: string) => AttentionLevel;
	readonly wires: Pick<Wires, "load">;
}

/** The weight of an attribute by its attention. */
const WEIGHTS: Readonly<Record<AttentionLevel, number>> = {
	high: INTEREST_WEIGHTS.focus,
	medium: INTEREST_WEIGHTS.view,
	low: INTEREST_WEIGHTS.background,
	none: INTEREST_WEIGHTS.none,
};

interface Candidate {
	readonly attribute: Attribute;
	readonly weight: number;
}

/**
 * Keeps the samples in memory within their share of it.
 *
 * Invariants:
 * 1. Over the limit (or a smaller one while the process is short of memory) the oldest samples of what matters least
 *    go first: by weight, then by age, a chunk at a time, and are summarised; after them the summaries.
 * 2. The newest chunk of an attribute stays; of what somebody views at least its last 5 s do.
 * 3. When memory is critical the summaries of what nobody views go first.
 */
export class StoreBudget implements Worker {
	readonly #context: StoreBudgetContext;
	/** Bytes given up since the start. */
	evictedBytes = 0;

	constructor(context: StoreBudgetContext) {
		this.#context = context;
	}

	start(scope: Scope): void {
		scope.defer(this.#context.wires.load.consume("StoreBudget", (load) => this.#pressed(load)));
		scope.every(CHECK_MS, () => this.enforce(this.#context.wires.load.latest));
	}

	/** Gives up samples until they are within the limit, or as much as may be given up at once. */
	enforce(load?: Pick<LoadReading, "memoryCritical" | "memoryProtection">): void {
		const { ledger, limitBytes } = this.#context;
		const isCritical = load?.memoryCritical ?? false;
		const share = isCritical ? CRITICAL_SHARE : load?.memoryProtection ? PROTECTED_SHARE : 1;
		if (ledger.total <= limitBytes * share) return;
		const target = limitBytes * share * RELIEF;
		const before = ledger.total;
		const byWeight = this.#candidates();
		if (isCritical) this.#dropSummaries(byWeight, target);
		let chunks = CHUNKS_AT_ONCE;
		for (const alike of byWeight) chunks -= this.#dropChunks(alike, target, chunks);
		if (chunks > 0) this.#dropSummaries(byWeight, target);
		this.evictedBytes += before - ledger.total;
	}

	/** Memory that runs short is not left to the next check. */
	#pressed(load: LoadReading): void {
		if (load.memoryProtection) this.enforce(load);
	}

	/** Attributes alike in weight, least first. */
	#candidates(): Candidate[][] {
		const { level, records } = this.#context;
		const byWeight = new Map<number, Candidate[]>();
		for (const record of records()) {
			for (const attribute of record.store?.values() ?? []) {
				const own = WEIGHTS[level(record.id, attribute.id)];
				const alike = byWeight.get(own);
				if (alike === undefined) byWeight.set(own, [{ attribute, weight: own }]);
				else alike.push({ attribute, weight: own });
			}
		}
		return [...byWeight].sort(([a], [b]) => a - b).map(([, alike]) => alike);
	}

	/** Gives up chunks of attributes alike, those with the oldest samples first; the answer is how many. */
	#dropChunks(alike: readonly Candidate[], target: number, limit: number): number {
		let dropped = 0;
		let left = alike.filter(canGiveUp);
		while (left.length > 0 && dropped < limit && this.#context.ledger.total > target) {
			left.sort((a, b) => oldestArrival(a.attribute) - oldestArrival(b.attribute));
			// A quarter at a time: their order does not change much by one chunk each.
			for (const { attribute } of left.slice(0, Math.ceil(left.length / 4))) {
				if (dropped >= limit || this.#context.ledger.total <= target) break;
				attribute.ring.giveUpOldest();
				dropped++;
			}
			left = left.filter(canGiveUp);
		}
		return dropped;
	}

	#dropSummaries(byWeight: readonly Candidate[][], target: number): void {
		for (const { attribute, weight } of byWeight.flat()) {
			if (weight >= INTEREST_WEIGHTS.view || this.#context.ledger.total <= target) return;
			attribute.past?.release();
		}
	}
}

function canGiveUp({ attribute, weight }: Candidate): boolean {
	const { ring } = attribute;
	const remaining = ring.secondOldestTime;
	if (remaining === Number.POSITIVE_INFINITY) return false;
	return weight < INTEREST_WEIGHTS.view || remaining <= ring.lastTime - VIEWED_MS;
}

/** Server time in ms at which an attribute's oldest sample came, about: devices' clocks may be wrong. */
function oldestArrival({ arrivedAt, ring }: Attribute): number {
	return arrivedAt - (ring.lastTime - ring.timeAt(ring.tail));
}
