import type { Clock } from "@sensocto/supervision";
import type { BioStates } from "../storage/bio/bio-state-store.ts";
import type { DecisionLog } from "./decision-log.ts";
import type { ModuleModes } from "./module-modes.ts";
import type { Wires } from "./wires.ts";

/** What every module of the biomimetic layer works with. */
export interface BioContext {
	readonly clock: Clock;
	/** Uniform numbers in 0..1. */
	readonly random: () => number;
	readonly wires: Wires;
	readonly decisions: DecisionLog;
	readonly modes: ModuleModes;
	readonly states: BioStates;
}
