import type { LensEntry } from "../registry.ts";

/** The sensors of a lens that form the group: those a search left, or undefined for all there are. */
export function groupSensors(entries: readonly LensEntry[], search: string): readonly string[] | undefined {
	return search === "" ? undefined : [...new Set(entries.map(({ sensorId }) => sensorId))];
}
