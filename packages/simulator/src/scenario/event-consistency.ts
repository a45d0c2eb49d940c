import { attributeType } from "@sensocto/protocol";
import type { EventDocument } from "./event-schema.ts";
import { matching } from "./expand-events.ts";
import { expandScenario } from "./expand-scenario.ts";
import type { Inconsistency } from "./inconsistency.ts";
import type { ScenarioAttribute, ScenarioSensor } from "./scenario.ts";
import type { ScenarioDocument } from "./scenario-schema.ts";

/** Finds entries of the timeline that name nothing, or ask of an attribute what it cannot do. */
export function eventProblems(document: ScenarioDocument): Inconsistency[] {
	if (document.events.length === 0) return [];
	const { connectors } = expandScenario({ ...document, events: [] });
	const sensors = connectors.flatMap((connector) => connector.sensors);
	return document.events.flatMap((event, i) => {
		const problem = (key: string, message: string): Inconsistency[] => [
			{ path: ["events", i, key], message },
		];
		if (event.kind === "dropout" && event.connector !== undefined) {
			const found = matching(
				event.connector,
				connectors.map(({ id }) => id),
			);
			return found.size > 0 ? [] : problem("connector", `no connector has the id ${event.connector}`);
		}
		const pattern = event.sensor ?? "";
		const found = matching(
			pattern,
			sensors.map(({ id }) => id),
		);
		if (found.size === 0) return problem("sensor", `no sensor has the id ${pattern}`);
		if (event.kind === "dropout") return [];
		const named = sensors.filter(({ id }) => found.has(id));
		if (named.some(({ provenance }) => provenance === "replayed")) {
			return problem("sensor", "recordings are replayed as they are; only a dropout can happen to them");
		}
		const wrong = attributeProblem(event, named);
		return wrong ? problem(wrong.key, wrong.message) : [];
	});
}

type AttributeEvent = Exclude<EventDocument, { kind: "dropout" }>;

function attributeProblem(
	event: AttributeEvent,
	sensors: readonly ScenarioSensor[],
): { key: string; message: string } | undefined {
	const attributes = sensors.flatMap((sensor) =>
		sensor.attributes.filter(({ id }) => id === event.attribute),
	);
	const [attribute] = attributes;
	if (!attribute) return { key: "attribute", message: `no sensor named has an attribute ${event.attribute}` };
	const fields = fieldsOf(attribute);
	if (fields.length === 0) {
		return { key: "attribute", message: `${attribute.type} is not made of numbers` };
	}
	if (event.kind === "artefact" && fields.length > 1) {
		return {
			key: "attribute",
			message: `an artefact happens to attributes that are one number, ${attribute.type} is not`,
		};
	}
	if (event.kind === "artefact" || (fields.length === 1 && event.field === undefined)) return undefined;
	if (event.field !== undefined && fields.includes(event.field)) return undefined;
	const known = `fields of ${attribute.type} are ${fields.join(", ")}`;
	const message =
		event.field === undefined
			? `name the field that leaves its range; ${known}`
			: `unknown field ${event.field}; ${known}`;
	return { key: event.field === undefined ? "kind" : "field", message };
}

/** Names of the components of an attribute that are numbers. */
function fieldsOf(attribute: ScenarioAttribute): string[] {
	return attributeType(attribute.type)
		.fields.filter(({ states }) => states === undefined)
		.map(({ name }) => name);
}
