import type { SensorSummary } from "@sensocto/protocol";
import { catalogued, principalAttribute } from "../tiles/principal.ts";
import type { Lens, LensEntry } from "./registry.ts";

/** What each lens shows, by the lens' id; the empty id stands for all sensors. */
export type EntriesByLens = ReadonlyMap<string, readonly LensEntry[]>;

/** Sorts the signals of all sensors into lenses; "all" has one signal a sensor, its principal one. */
export function entriesByLens(sensors: readonly SensorSummary[], lenses: readonly Lens[]): EntriesByLens {
	const all: LensEntry[] = [];
	const byLens = new Map<string, LensEntry[]>([["", all]]);
	for (const lens of lenses) byLens.set(lens.id, []);
	for (const sensor of sensors) {
		const principal = principalAttribute(sensor);
		if (principal !== undefined)
			all.push({ sensorId: sensor.sensor_id, attributeId: principal.attribute_id });
		for (const attribute of sensor.attributes) {
			const type = catalogued(attribute);
			const origin = sensor.attributes.find((other) => other.attribute_id === attribute.derived_from);
			for (const lens of lenses) {
				if (!lens.takes(type)) continue;
				// What is computed from a signal of the same lens stands beside that signal already.
				if (origin !== undefined && lens.takes(catalogued(origin))) continue;
				byLens.get(lens.id)!.push({ sensorId: sensor.sensor_id, attributeId: attribute.attribute_id });
			}
		}
	}
	return byLens;
}

/** Whether a sensor matches what a person typed: every word in its name, id, connector or type. */
export function matchesSearch(sensor: SensorSummary, search: string): boolean {
	const words = search.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return true;
	const text = [sensor.sensor_name, sensor.sensor_id, sensor.connector_name, sensor.sensor_type]
		.join("\n")
		.toLowerCase();
	return words.every((word) => text.includes(word));
}
