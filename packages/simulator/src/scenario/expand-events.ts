import type { EventDocument } from "./event-schema.ts";
import type { ScenarioConnector } from "./scenario.ts";
import type { ScenarioEvent } from "./scenario-event.ts";

/** Writes out the targets of a scenario's timeline. */
export function expandEvents(
	events: readonly EventDocument[],
	connectors: readonly ScenarioConnector[],
): ScenarioEvent[] {
	const connectorIds = connectors.map(({ id }) => id);
	const sensorIds = connectors.flatMap((connector) => connector.sensors.map(({ id }) => id));
	return events.map((event) => expandEvent(event, matching(event.sensor, sensorIds), connectorIds));
}

function expandEvent(
	event: EventDocument,
	sensorIds: Set<string>,
	connectors: readonly string[],
): ScenarioEvent {
	const timing = { at: event.at, for: event.for, every: event.every };
	switch (event.kind) {
		case "dropout": {
			const { connector, how, kind } = event;
			return { ...timing, kind, how, connectorIds: matching(connector, connectors), sensorIds };
		}
		case "artefact": {
			const { amplitude, attribute, kind } = event;
			return { ...timing, kind, amplitude, sensorIds, attributeId: attribute };
		}
		case "alarm": {
			const { attribute, field, kind, ramp, value } = event;
			return { ...timing, kind, sensorIds, attributeId: attribute, field, ramp, value };
		}
	}
}

/** Ids that a pattern names, in which `*` stands for anything. */
export function matching(pattern: string | undefined, ids: readonly string[]): Set<string> {
	if (pattern === undefined) return new Set();
	const parts = pattern.split("*");
	return new Set(ids.filter((id) => matches(parts, id)));
}

/** Whether an id consists of the parts in their order, with anything between them. */
function matches(parts: readonly string[], id: string): boolean {
	const [first = "", ...rest] = parts;
	if (rest.length === 0) return id === first;
	const last = rest.pop()!;
	if (!id.startsWith(first) || !id.endsWith(last) || id.length < first.length + last.length) return false;
	let from = first.length;
	for (const part of rest) {
		const at = id.indexOf(part, from);
		if (at < 0) return false;
		from = at + part.length;
	}
	return from <= id.length - last.length;
}
