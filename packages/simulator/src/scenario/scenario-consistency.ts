import { RECORDED_WAVEFORMS } from "../recordings/recording-catalogue.ts";
import { eventProblems } from "./event-consistency.ts";
import { expandScenario, sourceOf } from "./expand-scenario.ts";
import type { Inconsistency } from "./inconsistency.ts";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";
import type { ScenarioDocument } from "./scenario-schema.ts";

/** Finds what is wrong with a well-formed scenario as a whole: sizes, references, ids used twice. */
export function inconsistencies(document: ScenarioDocument): Inconsistency[] {
	const sizes = sizeProblems(document);
	// Ids are only written out once it is clear that there are not too many.
	const written = sizes.length === 0 ? [...idProblems(document), ...eventProblems(document)] : [];
	return [...referenceProblems(document), ...sizes, ...written];
}

function sizeProblems(document: ScenarioDocument): Inconsistency[] {
	const problems: Inconsistency[] = [];
	let connectors = 0;
	let sensors = 0;
	document.connectors.forEach((connector, i) => {
		const own = connector.sensors.reduce((sum, sensor) => sum + sensor.count, 0);
		connectors += connector.count;
		sensors += own * connector.count;
		if (own > SCENARIO_LIMITS.sensorsPerConnector) {
			problems.push({
				path: ["connectors", i, "sensors"],
				message: `a connector carries at most ${SCENARIO_LIMITS.sensorsPerConnector} sensors, got ${own}; use more connectors (count)`,
			});
		}
	});
	if (connectors > SCENARIO_LIMITS.connectors) {
		problems.push({
			path: ["connectors"],
			message: `at most ${SCENARIO_LIMITS.connectors} connectors, got ${connectors}`,
		});
	}
	if (sensors > SCENARIO_LIMITS.sensors) {
		problems.push({
			path: ["connectors"],
			message: `at most ${SCENARIO_LIMITS.sensors} sensors, got ${sensors}`,
		});
	}
	return problems;
}

function referenceProblems(document: ScenarioDocument): Inconsistency[] {
	const problems: Inconsistency[] = [];
	const groups = document.groups.map((group) => group.id);
	document.connectors.forEach((connector, c) => {
		connector.sensors.forEach((sensor, s) => {
			const path = ["connectors", c, "sensors", s];
			if (sensor.group !== undefined && !groups.includes(sensor.group)) {
				const known = groups.length > 0 ? `known groups are ${groups.join(", ")}` : "there are no groups";
				problems.push({ path: [...path, "group"], message: `unknown group ${sensor.group}; ${known}` });
			}
			const replayed = sensor.attributes.filter((attribute) => sourceOf(attribute) !== undefined).length;
			if (replayed > 0 && replayed < sensor.attributes.length) {
				problems.push({
					path: [...path, "attributes"],
					message: "a sensor replays recordings or simulates, not both; use two sensors",
				});
			}
			sensor.attributes.forEach((attribute, a) => {
				const { generator, rate } = attribute;
				if (generator.name !== "recording" || rate === undefined) return;
				const recorded = RECORDED_WAVEFORMS[generator.params.recording]?.rateHz;
				if (rate === recorded) return;
				problems.push({
					path: [...path, "attributes", a, "rate"],
					message: `${generator.params.recording} was recorded at ${recorded} Hz and is replayed so, got ${rate}`,
				});
			});
		});
	});
	return problems;
}

function idProblems(document: ScenarioDocument): Inconsistency[] {
	const problems: Inconsistency[] = [];
	const connectorIds = new Set<string>();
	const sensorIds = new Set<string>();
	const twice = (seen: Set<string>, id: string): boolean => seen.size === seen.add(id).size;
	document.connectors.forEach((template, c) => {
		const copies = expandScenario({ ...document, connectors: [template], events: [] }).connectors;
		const repeated = copies.find((connector) => twice(connectorIds, connector.id));
		if (repeated)
			problems.push({ path: ["connectors", c, "id"], message: usedTwice("connector", repeated.id) });
		template.sensors.forEach((sensorTemplate, s) => {
			const alone = { ...template, sensors: [sensorTemplate] };
			const sensors = expandScenario({ ...document, connectors: [alone], events: [] }).connectors.flatMap(
				(c) => c.sensors,
			);
			const path = ["connectors", c, "sensors", s];
			const again = sensors.find((sensor) => twice(sensorIds, sensor.id));
			if (again) problems.push({ path: [...path, "id"], message: usedTwice("sensor", again.id) });
			const attributeIds = new Set<string>();
			const attributes = sensors[0]?.attributes ?? [];
			attributes.forEach((attribute, a) => {
				if (!twice(attributeIds, attribute.id)) return;
				problems.push({
					path: [...path, "attributes", a],
					message: `attribute id ${attribute.id} is used twice in this sensor; give each its own id`,
				});
			});
		});
	});
	return problems;
}

function usedTwice(kind: string, id: string): string {
	return `${kind} id ${id} is used twice; with count, put {n} into the id`;
}
