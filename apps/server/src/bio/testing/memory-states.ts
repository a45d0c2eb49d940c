import type { BioStates } from "../../storage/bio/bio-state-store.ts";

/** Keeps learned states in memory; fails while told to. */
export class MemoryStates implements BioStates {
	readonly kept = new Map<string, Map<string, string>>();
	failure: Error | undefined;

	async load(module: string): Promise<Map<string, string>> {
		if (this.failure !== undefined) throw this.failure;
		return new Map(this.kept.get(module));
	}

	async save(module: string, states: ReadonlyMap<string, string>): Promise<void> {
		if (this.failure !== undefined) throw this.failure;
		this.kept.set(module, new Map([...(this.kept.get(module) ?? []), ...states]));
	}
}
