import type { LensEntry } from "../registry.ts";

/** People whose sensors came through one connector. */
export interface ConnectorGroup {
	/** Connector id. */
	id: string;
	name: string;
	sensors: readonly string[];
}

/** What is known of a sensor here. */
export interface GroupedSensor {
	connector_id: string;
	connector_name: string;
}

/** Connectors through which two sensors or more of a lens come, when there are several of them. */
export function connectorGroups(
	entries: readonly LensEntry[],
	sensor: (id: string) => GroupedSensor | undefined,
): readonly ConnectorGroup[] {
	const groups = new Map<string, { id: string; name: string; sensors: string[] }>();
	for (const id of new Set(entries.map(({ sensorId }) => sensorId))) {
		const known = sensor(id);
		if (known === undefined) continue;
		const group = groups.get(known.connector_id);
		if (group) group.sensors.push(id);
		else
			groups.set(known.connector_id, { id: known.connector_id, name: known.connector_name, sensors: [id] });
	}
	return groups.size < 2 ? [] : [...groups.values()].filter(({ sensors }) => sensors.length > 1);
}

/** The sensors compared: those of the chosen connector, else those a search left, or undefined for all there are. */
export function groupSensors(
	entries: readonly LensEntry[],
	search: string,
	chosen: ConnectorGroup | undefined,
): readonly string[] | undefined {
	if (chosen !== undefined) return chosen.sensors;
	return search === "" ? undefined : [...new Set(entries.map(({ sensorId }) => sensorId))];
}
