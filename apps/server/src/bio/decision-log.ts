/** The modules of the biomimetic layer, by the seeds' names. */
export const BIO_MODULES = [
	"NoveltyDetector",
	"PredictiveLoadBalancer",
	"HomeostaticTuner",
	"ResourceArbiter",
	"CircadianScheduler",
] as const;

export type BioModule = (typeof BIO_MODULES)[number];

/** What a module decided, and why. */
export interface Decision {
	/** Server time in ms. */
	readonly at: number;
	readonly module: BioModule;
	/** Sensor id, or empty when it concerns the whole node. */
	readonly subject: string;
	/** What was decided upon, e.g. `set-point`. */
	readonly factor: string;
	readonly value: number;
	/** For a person. */
	readonly reason: string;
	/** It was only noted: the module runs in shadow mode. */
	readonly shadow: boolean;
}

/** Decisions kept per module. */
const KEPT = 100;

/** The last decisions of each module, newest first. */
export class DecisionLog {
	readonly #kept = new Map<BioModule, Decision[]>();
	readonly #totals = new Map<BioModule, number>();

	record(decision: Decision): void {
		const kept = this.#kept.get(decision.module) ?? [];
		kept.unshift(decision);
		if (kept.length > KEPT) kept.length = KEPT;
		this.#kept.set(decision.module, kept);
		this.#totals.set(decision.module, this.total(decision.module) + 1);
	}

	/** The newest decisions of a module, at most `count`. */
	last(module: BioModule, count: number = KEPT): Decision[] {
		return (this.#kept.get(module) ?? []).slice(0, count);
	}

	/** Decisions of a module since the start. */
	total(module: BioModule): number {
		return this.#totals.get(module) ?? 0;
	}
}
