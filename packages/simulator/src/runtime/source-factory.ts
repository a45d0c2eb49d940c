import type { Disturbance } from "../events/disturbance.ts";
import { disturbancesOf } from "../events/disturbances-of.ts";
import { Person } from "../physiology/person.ts";
import { deriveSeed, uniformAt } from "../random/hash.ts";
import type { RecordingStore } from "../recordings/recording-store.ts";
import type { Scenario, ScenarioConnector, ScenarioSensor } from "../scenario/scenario.ts";
import { Subject } from "../subject/subject.ts";
import { AttributeSource } from "./attribute-source.ts";
import { createGenerator } from "./create-generator.ts";
import { SampleClock, simulationTime } from "./sample-clock.ts";
import type { SignalClock } from "./signal-clock.ts";
import type { SimulationSnapshot } from "./simulation-snapshot.ts";

/** What the sources of a run have in common. */
export interface SourceOptions {
	scenario: Scenario;
	recordings: RecordingStore;
	signal: SignalClock;
	/** The run samples from this instant on, ms since 1970. */
	nowMs: number;
	/** Start of the run's timeline, ms since 1970. */
	startedAtMs: number;
	snapshot?: SimulationSnapshot | undefined;
}

/** Makes the sources of a scenario's sensors; sensors of one person share its body. */
export class SourceFactory {
	readonly #options: SourceOptions;
	readonly #people = new Map<string, Person>();

	constructor(options: SourceOptions) {
		this.#options = options;
	}

	/** @throws Error (as rejection) when a recording cannot be read. */
	create(connector: ScenarioConnector, sensor: ScenarioSensor): Promise<AttributeSource[]> {
		const { nowMs, recordings, scenario, signal, snapshot, startedAtMs } = this.#options;
		const sensorSeed = deriveSeed(scenario.seed, `sensor ${sensor.id}`);
		const { activity, glasses, sea } = sensor;
		const person = this.#personOf(sensor);
		const subject = new Subject({ seed: sensorSeed, person, activity, glasses, sea });
		return Promise.all(
			sensor.attributes.map(async (attribute) => {
				const seed = deriveSeed(sensorSeed, attribute.id);
				// Slow attributes of many sensors are spread over their period instead of all falling due at once.
				const clock = new SampleClock(attribute.rateHz, uniformAt(seed, 0));
				const generator = await createGenerator(attribute.generator, {
					seed,
					subject,
					recordings,
					startS: signal.at(simulationTime(nowMs)),
					originS: clock.timeS(0),
					kept: snapshot?.states[sensor.id]?.[attribute.id],
				});
				const disturbances: Disturbance[] = disturbancesOf(scenario.events, {
					connectorId: connector.id,
					sensorId: sensor.id,
					attribute,
					seed,
					startedAtMs,
				});
				return new AttributeSource({ id: attribute.id, clock, signal, generator, disturbances, nowMs });
			}),
		);
	}

	#personOf(sensor: ScenarioSensor): Person {
		const known = this.#people.get(sensor.personId);
		if (known) return known;
		const group = this.#options.scenario.groups.find(({ id }) => id === sensor.groupId);
		const person = new Person(
			deriveSeed(this.#options.scenario.seed, `person ${sensor.personId}`),
			sensor.traits,
			group && {
				seed: deriveSeed(this.#options.scenario.seed, `group ${group.id}`),
				ratePerMinute: group.rate,
				coupling: group.coupling,
			},
		);
		this.#people.set(sensor.personId, person);
		return person;
	}
}
