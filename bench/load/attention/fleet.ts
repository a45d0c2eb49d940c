import type { AttributeDescription } from "@sensocto/client";
import type { Subscription } from "@sensocto/protocol";

/** What the devices of a run measure. */
export interface Fleet {
	sensors: number;
	/** Attributes of a sensor by its number, the one that stands for it in a list first. */
	attributesOf(sensor: number): Readonly<Record<string, AttributeDescription>>;
}

/** Every so many sensors of the mixed fleet one has an ECG. */
const ECG_EVERY = 20;

/** Quantities with the values they usually have: the middle, and how far they wander from it. */
const SCALARS = [
	["heartrate", 72, 6],
	["spo2", 97, 0.5],
	["breathing_rate", 15, 1.5],
	["temperature", 21, 1],
	["humidity", 50, 5],
	["pressure", 1_013, 3],
	["cpu", 35, 8],
	["memory", 55, 4],
	["load", 1.2, 0.3],
	["salinity", 35, 0.4],
] as const;

/** Middle and spread of a quantity. */
export function usualValues(type: string): readonly [middle: number, spread: number] {
	const [, middle = 0, spread = 1] = SCALARS.find(([name]) => name === type) ?? [];
	return [middle, spread];
}

const scalar = (type: string, sampling_rate: number): Record<string, AttributeDescription> => ({
	[type]: { attribute_type: type, sampling_rate },
});

/** The fleets there are, by name. */
export const FLEETS = {
	/** One attribute each: of twenty sensors one has an ECG at 100 Hz, the others a number at 10 Hz. */
	mixed: (sensors: number): Fleet => ({
		sensors,
		attributesOf: (sensor) =>
			sensor % ECG_EVERY === 0
				? { ecg: { attribute_type: "ecg", sampling_rate: 100 } }
				: scalar(SCALARS[sensor % SCALARS.length]![0], 10),
	}),
	/** Ten numbers a second each. */
	slow: (sensors: number): Fleet => ({
		sensors,
		attributesOf: () => Object.assign({}, ...SCALARS.map(([type]) => scalar(type, 1))),
	}),
} as const;

/** Name of a fleet. */
export type FleetName = keyof typeof FLEETS;

/** Identifier of a sensor by its number. */
export const sensorId = (sensor: number): string => `bench-${String(sensor).padStart(4, "0")}`;

/** Every attribute of every sensor. */
export function allStreams({ attributesOf, sensors }: Fleet): Subscription[] {
	return Array.from({ length: sensors }, (_, sensor) =>
		Object.keys(attributesOf(sensor)).map((attribute_id) => ({ sensor_id: sensorId(sensor), attribute_id })),
	).flat();
}
