import { median } from "../statistics.ts";
import { readyMade, scenarioAlarms } from "./simulated.ts";

/** Something that happens to one attribute of a scenario. */
interface SceneEvent {
	readonly sensor: string;
	readonly attribute: string;
	/** What happens, in the words of a scenario's timeline. */
	readonly what: string;
}

/** Ten minutes lie between two events of a scenario; the first comes after an hour. */
const EVERY_S = 600;
const FIRST_S = 3_600;

/** An alarm within this time of the beginning tells the event, in seconds. */
const IN_TIME_S = 60;

const HOURS = 2;
const SEEDS = 2;

/** What people want to hear of: most of it comes gradually. */
const EVENTS: Readonly<Record<string, readonly SceneEvent[]>> = {
	"one-person": [
		{ sensor: "one-person-chest", attribute: "ecg", what: "kind: artefact, for: 6, amplitude: 0.3" },
		{ sensor: "one-person-finger", attribute: "spo2", what: "kind: alarm, value: 88, ramp: 20, for: 120" },
		{
			sensor: "one-person-finger",
			attribute: "heartrate",
			what: "kind: alarm, value: 120, ramp: 15, for: 120",
		},
		{
			sensor: "one-person-chest",
			attribute: "heartrate",
			what: "kind: alarm, value: 90, ramp: 60, for: 300",
		},
		{ sensor: "one-person-breath", attribute: "respiration", what: "kind: artefact, for: 10, amplitude: 40" },
	],
	"environment-station": [
		{
			sensor: "environment-outdoor",
			attribute: "temperature",
			what: "kind: alarm, value: 25, ramp: 60, for: 300",
		},
		{
			sensor: "environment-room",
			attribute: "gas",
			what: "kind: alarm, field: eco2, value: 2400, ramp: 60, for: 300",
		},
		{
			sensor: "environment-room",
			attribute: "sound_level",
			what: "kind: alarm, value: 85, ramp: 1, for: 30",
		},
		{
			sensor: "environment-room",
			attribute: "humidity",
			what: "kind: alarm, value: 80, ramp: 120, for: 300",
		},
		{
			sensor: "environment-outdoor",
			attribute: "pressure",
			what: "kind: alarm, value: 990, ramp: 10, for: 300",
		},
	],
	"marine-station": [
		{
			sensor: "marine-bottom-water",
			attribute: "salinity",
			what: "kind: alarm, value: 25, ramp: 60, for: 300",
		},
		{ sensor: "marine-bottom-water", attribute: "ph", what: "kind: alarm, value: 7.4, ramp: 60, for: 300" },
		{
			sensor: "marine-buoy-weather",
			attribute: "wind_speed",
			what: "kind: alarm, value: 25, ramp: 30, for: 300",
		},
		{
			sensor: "marine-bottom-nutrients",
			attribute: "ammonia",
			what: "kind: alarm, value: 8, ramp: 60, for: 300",
		},
	],
};

/** How events in otherwise quiet scenarios are told. */
export interface EventsFound {
	/** Share of the events that an alarm of their attribute, or of one computed from it, tells within a minute. */
	readonly found: number;
	readonly medianS: number;
	readonly slowestS: number;
}

/** Runs the scenarios with their events, each with several seeds. */
export async function eventsFound(): Promise<EventsFound> {
	const delays: number[] = [];
	let total = 0;
	for (const [name, events] of Object.entries(EVENTS)) {
		for (let seed = 1; seed <= SEEDS; seed++) {
			const text = (await readyMade(name)).replace(/^seed: \d+/m, `seed: ${seed}`);
			const { alarms, startedAt } = await scenarioAlarms(text + timeline(events), HOURS);
			events.forEach(({ attribute, sensor }, i) => {
				const from = startedAt + 1_000 * beginsS(i);
				const alarm = alarms.find(({ at, attributeId, sensorId }) => {
					return sensorId === sensor && attributeId.startsWith(attribute) && at >= from;
				});
				total++;
				if (alarm !== undefined && alarm.at - from <= 1_000 * IN_TIME_S)
					delays.push((alarm.at - from) / 1_000);
			});
		}
	}
	return { found: delays.length / total, medianS: median(delays), slowestS: Math.max(...delays) };
}

function beginsS(index: number): number {
	return FIRST_S + index * EVERY_S;
}

function timeline(events: readonly SceneEvent[]): string {
	const lines = events.map(({ attribute, sensor, what }, i) => {
		return `  - { sensor: ${sensor}, attribute: ${attribute}, at: ${beginsS(i)}, ${what} }\n`;
	});
	return `events:\n${lines.join("")}`;
}
