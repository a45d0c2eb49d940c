import type { GlassesTraits } from "../eyes/eyes.ts";
import type { Activity } from "../motion/activities.ts";
import type { PersonTraits } from "../physiology/person.ts";
import type { SeaTraits } from "../sea/sea.ts";
import type { GeneratorSpec } from "./generator-params.ts";
import type { ScenarioEvent } from "./scenario-event.ts";

/** Where the samples of a simulated sensor come from. */
export type ScenarioProvenance = "simulated" | "replayed";

/** One attribute of a simulated sensor. */
export interface ScenarioAttribute {
	id: string;
	/** Type of the catalogue. */
	type: string;
	/** Samples a second. */
	rateHz: number;
	unit?: string;
	displayName?: string;
	generator: GeneratorSpec;
}

/** One simulated sensor, complete: templates are expanded, defaults filled in. */
export interface ScenarioSensor {
	id: string;
	name: string;
	type: string;
	/** Sensors with the same person measure the same body. */
	personId: string;
	traits: PersonTraits;
	/** Id of the group the person breathes with. */
	groupId?: string;
	/** How the device moves. */
	activity: Activity;
	/** How its eye-tracking glasses are worn. */
	glasses: GlassesTraits;
	/** Water it lies in. */
	sea: SeaTraits;
	provenance: ScenarioProvenance;
	/** Attribution of recorded data. */
	source?: string;
	attributes: readonly ScenarioAttribute[];
}

/** One simulated connector: a connection of its own. */
export interface ScenarioConnector {
	id: string;
	name: string;
	type: string;
	sensors: readonly ScenarioSensor[];
}

/** People who breathe together; see the breath rhythm for the meaning of its figures. */
export interface ScenarioGroup {
	id: string;
	/** Breaths a minute. */
	rate: number;
	/** Breaths a minute. */
	coupling: number;
}

/** A checked scenario, ready to run. */
export interface Scenario {
	seed: number;
	title: string;
	description: string;
	groups: readonly ScenarioGroup[];
	connectors: readonly ScenarioConnector[];
	events: readonly ScenarioEvent[];
}

/** Size of a scenario. */
export interface ScenarioSummary {
	connectors: number;
	sensors: number;
	attributes: number;
}

/** Counts what a scenario contains. */
export function summarise(scenario: Scenario): ScenarioSummary {
	const sensors = scenario.connectors.flatMap((connector) => connector.sensors);
	return {
		connectors: scenario.connectors.length,
		sensors: sensors.length,
		attributes: sensors.reduce((sum, sensor) => sum + sensor.attributes.length, 0),
	};
}
