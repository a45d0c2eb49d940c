import type { Scope } from "@sensocto/supervision";
import type { BioStates } from "../storage/bio/bio-state-store.ts";

/** Time between two saves, in ms: what an abrupt end may cost. */
const SAVE_MS = 3_600_000;

/** Time until loading is tried again, in ms. */
const RETRY_MS = 60_000;

/** States written at once; others get their turn in between. */
const SLICE = 100;

/** What {@link LearnedStates} keeps, and for whom. */
export interface LearnedStatesOptions {
	readonly states: BioStates;
	/** Name of what has learned. */
	readonly module: string;
	/** The states as they are now, by subject; an empty one stands for what is no longer kept. */
	readonly collect: () => Iterable<[subject: string, state: string]>;
	/** Takes over one state. A throw means that it cannot be read: it is told and left out. */
	readonly restore: (subject: string, state: string) => void;
	/** Told what could not be loaded or saved, in words. */
	readonly problem: (reason: string) => void;
}

/**
 * Keeps what a module has learned: loads it at the start, saves it every hour and at the end.
 *
 * Invariants:
 * 1. Nothing is saved before loading has succeeded, so that an outage at the start costs nothing learned earlier.
 * 2. After a crash nothing is saved: what crashed may be the state itself.
 * 3. No failure here reaches the module; it goes on learning and the next save is an hour away.
 */
export class LearnedStates {
	readonly #options: LearnedStatesOptions;
	#scope: Scope | undefined;
	#loaded = false;

	constructor(options: LearnedStatesOptions) {
		this.#options = options;
	}

	/** Loads, and keeps trying until it succeeds; then saves every hour. */
	start(scope: Scope): void {
		this.#scope = scope;
		const load = async (): Promise<void> => {
			await this.#load(scope);
			if (!this.#loaded) scope.after(RETRY_MS, load);
		};
		scope.run(load());
		scope.every(SAVE_MS, () => this.save());
	}

	/** Saves for the last time, unless the module has crashed. */
	async stop(): Promise<void> {
		if (this.#scope?.signal.aborted === false) await this.save();
	}

	/** Writes all states. */
	async save(): Promise<void> {
		if (!this.#loaded) return;
		const { collect, module, problem, states } = this.#options;
		try {
			let slice = new Map<string, string>();
			for (const [subject, state] of collect()) {
				slice.set(subject, state);
				if (slice.size < SLICE) continue;
				await states.save(module, slice);
				slice = new Map();
			}
			if (slice.size > 0) await states.save(module, slice);
		} catch (error) {
			problem(`What was learned could not be saved: ${(error as Error).message}`);
		}
	}

	async #load(scope: Scope): Promise<void> {
		const { module, problem, restore, states } = this.#options;
		let stored: Map<string, string>;
		try {
			stored = await states.load(module);
		} catch (error) {
			problem(`What was learned earlier could not be loaded yet: ${(error as Error).message}`);
			return;
		}
		if (scope.signal.aborted) return;
		for (const [subject, state] of stored) {
			if (state === "") continue;
			try {
				restore(subject, state);
			} catch (error) {
				problem(`What was learned about ${subject} cannot be read: ${(error as Error).message}`);
			}
		}
		this.#loaded = true;
	}
}
