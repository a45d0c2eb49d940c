import type { SensorSummary } from "@sensocto/protocol";
import type { LensEntry } from "../../lenses/registry.ts";
import { catalogued } from "../../tiles/principal.ts";

/** Tiles of the preview at most. */
const PREVIEW_LIMIT = 6;

/** The signals of the preview: those that are connected, running curves before figures, by name among equals. */
export function previewEntries(
	sensors: readonly SensorSummary[],
	entries: readonly LensEntry[],
): readonly LensEntry[] {
	const byId = new Map(sensors.map((sensor) => [sensor.sensor_id, sensor]));
	const rank = (entry: LensEntry): number => {
		const sensor = byId.get(entry.sensorId);
		const attribute = sensor?.attributes.find((candidate) => candidate.attribute_id === entry.attributeId);
		if (sensor === undefined || attribute === undefined) return 4;
		const type = catalogued(attribute);
		return (sensor.status === "online" ? 0 : 2) + (type.waveform === true ? 0 : 1);
	};
	return entries.toSorted((a, b) => rank(a) - rank(b)).slice(0, PREVIEW_LIMIT);
}
