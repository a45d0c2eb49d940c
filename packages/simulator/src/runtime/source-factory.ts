import { Person } from "../physiology/person.ts";
import { deriveSeed, uniformAt } from "../random/hash.ts";
import type { RecordingStore } from "../recordings/recording-store.ts";
import type { Scenario, ScenarioSensor } from "../scenario/scenario.ts";
import { AttributeSource } from "./attribute-source.ts";
import { createGenerator } from "./create-generator.ts";
import { SampleClock, simulationTime } from "./sample-clock.ts";
import type { SimulationSnapshot } from "./simulation-snapshot.ts";

/** Makes the sources of a scenario's sensors; sensors of one person share its body. */
export class SourceFactory {
	readonly #scenario: Scenario;
	readonly #recordings: RecordingStore;
	readonly #nowMs: number;
	readonly #snapshot: SimulationSnapshot | undefined;
	readonly #people = new Map<string, Person>();

	constructor(scenario: Scenario, recordings: RecordingStore, nowMs: number, snapshot?: SimulationSnapshot) {
		this.#scenario = scenario;
		this.#recordings = recordings;
		this.#nowMs = nowMs;
		this.#snapshot = snapshot;
	}

	/** @throws Error (as rejection) when a recording cannot be read. */
	create(sensor: ScenarioSensor): Promise<AttributeSource[]> {
		const person = this.#personOf(sensor);
		const sensorSeed = deriveSeed(this.#scenario.seed, `sensor ${sensor.id}`);
		return Promise.all(
			sensor.attributes.map(async (attribute) => {
				const seed = deriveSeed(sensorSeed, attribute.id);
				const generator = await createGenerator(attribute.generator, {
					seed,
					sensorSeed,
					person,
					recordings: this.#recordings,
					startS: simulationTime(this.#nowMs),
					kept: this.#snapshot?.states[sensor.id]?.[attribute.id],
				});
				// Slow attributes of many sensors are spread over their period instead of all falling due at once.
				const clock = new SampleClock(attribute.rateHz, uniformAt(seed, 0));
				return new AttributeSource(attribute.id, clock, generator, this.#nowMs);
			}),
		);
	}

	#personOf(sensor: ScenarioSensor): Person {
		const known = this.#people.get(sensor.personId);
		if (known) return known;
		const group = this.#scenario.groups.find(({ id }) => id === sensor.groupId);
		const person = new Person(
			deriveSeed(this.#scenario.seed, `person ${sensor.personId}`),
			sensor.traits,
			group && {
				seed: deriveSeed(this.#scenario.seed, `group ${group.id}`),
				ratePerMinute: group.rate,
				coupling: group.coupling,
			},
		);
		this.#people.set(sensor.personId, person);
		return person;
	}
}
