import { totalmem } from "node:os";
import type { SignalReader } from "./signal-reader.ts";

/**
 * Bytes this process may use: the control group's limit (v2, then v1), else the machine's memory.
 *
 * Node reads the groups; without a limit it answers 0 or a figure beyond any machine.
 */
export function memoryLimit(
	constrained: number = process.constrainedMemory(),
	machine: number = totalmem(),
): number {
	return constrained > 0 && constrained < machine ? constrained : machine;
}

/** Resident memory of this process as a share of its limit. */
export class MemoryUse implements SignalReader {
	readonly signal = "memory";
	readonly #limit: number;
	readonly #resident: () => number;

	constructor(limit: number = memoryLimit(), resident: () => number = () => process.memoryUsage.rss()) {
		this.#limit = limit;
		this.#resident = resident;
	}

	read(): number {
		return Math.min(1, this.#resident() / this.#limit);
	}
}
