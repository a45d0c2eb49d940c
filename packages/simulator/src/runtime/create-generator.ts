import { BatteryGenerator, readBatteryState } from "../generators/battery-generator.ts";
import { EcgGenerator } from "../generators/ecg-generator.ts";
import type { Generator } from "../generators/generator.ts";
import { GeolocationGenerator } from "../generators/geolocation-generator.ts";
import { HeartRateGenerator } from "../generators/heart-rate-generator.ts";
import { HrvGenerator } from "../generators/hrv-generator.ts";
import { RecordingGenerator } from "../generators/recording-generator.ts";
import { RespirationGenerator } from "../generators/respiration-generator.ts";
import { SlowValueGenerator } from "../generators/slow-value-generator.ts";
import type { Person } from "../physiology/person.ts";
import type { RecordingStore } from "../recordings/recording-store.ts";
import type { GeneratorSpec } from "../scenario/generator-params.ts";
import { ProceduralTrack } from "../tracks/procedural-track.ts";
import { readTrackState } from "../tracks/track.ts";
import { TrackPlayback } from "../tracks/track-playback.ts";

export interface GeneratorContext {
	/** Seed of the attribute. */
	seed: number;
	/** Seed of the sensor: its attributes share one journey. */
	sensorSeed: number;
	person: Person;
	recordings: RecordingStore;
	/** Start of the run in seconds since the simulation's epoch. */
	startS: number;
	/** State kept from an earlier run. */
	kept?: unknown;
}

/**
 * Makes the generator a scenario names.
 *
 * @throws Error (as rejection) when a recording cannot be read.
 */
export async function createGenerator(spec: GeneratorSpec, context: GeneratorContext): Promise<Generator> {
	const { kept, person, recordings, seed, sensorSeed, startS } = context;
	switch (spec.name) {
		case "ecg":
			return new EcgGenerator(person, seed, spec.params);
		case "heartrate":
			return new HeartRateGenerator(person);
		case "hrv":
			return new HrvGenerator(person, spec.params);
		case "respiration":
			return new RespirationGenerator(person, seed, spec.params);
		case "temperature":
		case "humidity":
		case "pressure":
		case "spo2":
		case "numeric":
			return new SlowValueGenerator(seed, spec.params);
		case "battery": {
			const fresh = { level: spec.params.start, charging: false, at_s: startS };
			return new BatteryGenerator(spec.params, readBatteryState(kept) ?? fresh);
		}
		case "geolocation": {
			const { accuracy, radius_m, speed, ...where } = spec.params;
			const track = new ProceduralTrack({
				...where,
				seed: sensorSeed,
				kept: readTrackState(kept),
				...(radius_m === undefined ? {} : { radiusM: radius_m }),
				...(speed === undefined ? {} : { speedMps: speed }),
			});
			return new GeolocationGenerator(track, seed, accuracy);
		}
		case "recording":
			return new RecordingGenerator(await recordings.waveform(spec.params.recording));
		case "track": {
			const { accuracy, max_speed, recording, speed } = spec.params;
			const points = await recordings.track(recording);
			const track = new TrackPlayback(points, {
				speedMps: speed,
				maxSpeedMps: max_speed,
				kept: readTrackState(kept),
			});
			return new GeolocationGenerator(track, seed, accuracy);
		}
	}
}
