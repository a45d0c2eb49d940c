/** What a simulation keeps over a restart, as JSON: batteries and tracks; all else follows from scenario and time. */
export interface SimulationSnapshot {
	version: 1;
	/** When it was taken, ms since 1970. */
	taken_at: number;
	/** State by sensor id and attribute id. */
	states: Record<string, Record<string, unknown>>;
}

/** Reads a kept snapshot; undefined when it is none of this version. */
export function readSnapshot(value: unknown): SimulationSnapshot | undefined {
	const { version, taken_at, states } = (value ?? {}) as Partial<SimulationSnapshot>;
	if (version !== 1 || typeof taken_at !== "number" || typeof states !== "object" || states === null) {
		return undefined;
	}
	return { version, taken_at, states };
}
