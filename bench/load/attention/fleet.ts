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

const SCALARS = [
	"heartrate",
	"spo2",
	"breathing_rate",
	"temperature",
	"humidity",
	"pressure",
	"cpu",
	"memory",
	"load",
	"salinity",
];

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
				: scalar(SCALARS[sensor % SCALARS.length]!, 10),
	}),
	/** Ten numbers a second each. */
	slow: (sensors: number): Fleet => ({
		sensors,
		attributesOf: () => Object.assign({}, ...SCALARS.map((type) => scalar(type, 1))),
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
