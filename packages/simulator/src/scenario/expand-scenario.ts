import type { PersonTraits } from "../physiology/person.ts";
import { RECORDED_TRACKS, RECORDED_WAVEFORMS } from "../recordings/recording-catalogue.ts";
import { expandEvents } from "./expand-events.ts";
import { USUAL_RATES_HZ } from "./generator-params.ts";
import type { Scenario, ScenarioAttribute, ScenarioConnector, ScenarioSensor } from "./scenario.ts";
import type { ScenarioDocument } from "./scenario-schema.ts";

type ConnectorTemplate = ScenarioDocument["connectors"][number];
type SensorTemplate = ConnectorTemplate["sensors"][number];
type AttributeTemplate = SensorTemplate["attributes"][number];
type Defaults = ScenarioDocument["defaults"];

const RESTED_ADULT: PersonTraits = {
	heart_rate: 66,
	heart_rate_spread: 5,
	breathing_rate: 14,
	breathing_rate_spread: 1.5,
	variability: 1,
	ectopics: 0,
	sighs: 0.01,
	holds: 0,
};

/**
 * Writes out every copy a scenario's templates stand for.
 *
 * `{n}` is the running number of a copy, from 1. Sensors count on through the copies of their connector, so
 * 30 connectors with 10 sensors each have the sensors 1 to 300; `{c}` in a sensor is its connector's number.
 */
export function expandScenario(document: ScenarioDocument): Scenario {
	const connectors = document.connectors.flatMap((template) =>
		copies(template.count).map((n) => expandConnector(template, n, document.defaults)),
	);
	return {
		seed: document.seed,
		title: document.title,
		description: document.description,
		groups: document.groups,
		connectors,
		events: expandEvents(document.events, connectors),
	};
}

function expandConnector(template: ConnectorTemplate, c: number, defaults: Defaults): ScenarioConnector {
	return {
		id: filled(template.id, { n: c, c }),
		name: filled(template.name, { n: c, c }),
		type: template.type,
		sensors: template.sensors.flatMap((sensor) =>
			copies(sensor.count).map((n) => expandSensor(sensor, { n: (c - 1) * sensor.count + n, c }, defaults)),
		),
	};
}

function expandSensor(template: SensorTemplate, numbers: Numbers, defaults: Defaults): ScenarioSensor {
	const { id: personId, ...traits } = template.person ?? {};
	const sources = new Set(template.attributes.map(sourceOf).filter((source) => source !== undefined));
	const id = filled(template.id, numbers);
	return {
		id,
		name: filled(template.name, numbers),
		type: template.type,
		personId: personId === undefined ? id : filled(personId, numbers),
		traits: { ...RESTED_ADULT, ...defaults.person, ...traits } as PersonTraits,
		...(template.group === undefined ? {} : { groupId: template.group }),
		activity: template.activity,
		glasses: template.glasses,
		sea: template.sea,
		provenance: sources.size > 0 ? "replayed" : "simulated",
		...(sources.size > 0 ? { source: [...sources].join("; ").slice(0, 300) } : {}),
		attributes: template.attributes.map((attribute) => expandAttribute(attribute, defaults)),
	};
}

function expandAttribute(template: AttributeTemplate, defaults: Defaults): ScenarioAttribute {
	const { generator, type } = template;
	const recorded =
		generator.name === "recording" ? RECORDED_WAVEFORMS[generator.params.recording] : undefined;
	const usual = generator.name === "recording" ? (recorded?.rateHz ?? 1) : USUAL_RATES_HZ[generator.name];
	const unit = template.unit ?? recorded?.unit;
	return {
		id: template.id ?? type,
		type,
		// A recording has one true rate, whatever the defaults say.
		rateHz: template.rate ?? (recorded ? usual : (defaults.rates[type] ?? usual)),
		...(unit === undefined ? {} : { unit }),
		...(template.name === undefined ? {} : { displayName: template.name }),
		generator,
	};
}

/** Attribution of an attribute's data; undefined when it is made up. */
export function sourceOf({ generator }: AttributeTemplate): string | undefined {
	if (generator.name === "recording") return RECORDED_WAVEFORMS[generator.params.recording]?.source;
	if (generator.name === "track") return RECORDED_TRACKS[generator.params.recording]?.source;
	return undefined;
}

interface Numbers {
	n: number;
	c: number;
}

function filled(template: string, numbers: Numbers): string {
	return template.replaceAll("{n}", String(numbers.n)).replaceAll("{c}", String(numbers.c));
}

function copies(count: number): number[] {
	return Array.from({ length: count }, (_, i) => i + 1);
}
