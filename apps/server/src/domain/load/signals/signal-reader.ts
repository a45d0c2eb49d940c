import type { Scope } from "@sensocto/supervision";
import type { LoadSignal } from "../../../bio/wires.ts";

/** One signal of the load: how near something is to its limit. */
export interface SignalReader {
	readonly signal: LoadSignal;
	/** Opens what the reader measures with; it closes with the scope. */
	start?(scope: Scope): void;
	/** The signal since the last reading, 0 (idle) to 1 (at its limit). */
	read(): number;
}
