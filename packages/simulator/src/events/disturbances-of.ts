import { deriveSeed } from "../random/hash.ts";
import type { ScenarioAttribute } from "../scenario/scenario.ts";
import type { ScenarioEvent } from "../scenario/scenario-event.ts";
import { Alarm } from "./alarm.ts";
import { Artefact } from "./artefact.ts";
import type { Disturbance } from "./disturbance.ts";
import { EventWindow } from "./event-window.ts";
import { Silence } from "./silence.ts";

/** An attribute the timeline may act on. */
export interface DisturbedAttribute {
	connectorId: string;
	sensorId: string;
	attribute: ScenarioAttribute;
	/** Seed of the attribute. */
	seed: number;
	startedAtMs: number;
}

/** What a timeline does to one attribute, in the order of the timeline. */
export function disturbancesOf(events: readonly ScenarioEvent[], target: DisturbedAttribute): Disturbance[] {
	return events
		.map((event, i) => disturbanceOf(event, target, deriveSeed(target.seed, `event ${i}`)))
		.filter((disturbance) => disturbance !== undefined);
}

function disturbanceOf(
	event: ScenarioEvent,
	target: DisturbedAttribute,
	seed: number,
): Disturbance | undefined {
	const window = new EventWindow(event, target.startedAtMs);
	const sensor = event.sensorIds.has(target.sensorId);
	switch (event.kind) {
		case "dropout":
			return sensor || event.connectorIds.has(target.connectorId) ? new Silence(window) : undefined;
		case "artefact":
			if (!sensor || event.attributeId !== target.attribute.id) return undefined;
			return new Artefact(window, seed, event.amplitude);
		case "alarm":
			return sensor && event.attributeId === target.attribute.id ? new Alarm(window, event) : undefined;
	}
}

/** When a timeline takes a connector, or a sensor, off the network. */
export function disconnections(
	events: readonly ScenarioEvent[],
	kind: "connectorIds" | "sensorIds",
	id: string,
	startedAtMs: number,
): EventWindow[] {
	return events
		.filter((event) => event.kind === "dropout" && event.how === "disconnected" && event[kind].has(id))
		.map((event) => new EventWindow(event, startedAtMs));
}
