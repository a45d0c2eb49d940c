import { BatteryGenerator, readBatteryState } from "../generators/battery-generator.ts";
import { ButtonGenerator } from "../generators/button-generator.ts";
import { EcgGenerator } from "../generators/ecg-generator.ts";
import { EYE_VIEWS, EyeGenerator, type EyeView } from "../generators/eye-generator.ts";
import { GasGenerator } from "../generators/gas-generator.ts";
import type { Generator } from "../generators/generator.ts";
import { GeolocationGenerator } from "../generators/geolocation-generator.ts";
import { HeartRateGenerator } from "../generators/heart-rate-generator.ts";
import { HrvGenerator } from "../generators/hrv-generator.ts";
import { LightGenerator } from "../generators/light-generator.ts";
import { MOTION_VIEWS, MotionGenerator, type MotionView } from "../generators/motion-generator.ts";
import { PpgGenerator } from "../generators/ppg-generator.ts";
import { RecordingGenerator } from "../generators/recording-generator.ts";
import { RespirationGenerator } from "../generators/respiration-generator.ts";
import { RrGenerator } from "../generators/rr-generator.ts";
import { SEA_QUANTITIES, SeaGenerator, type SeaQuantity } from "../generators/sea-generator.ts";
import { SkeletonGenerator } from "../generators/skeleton-generator.ts";
import { SlowValueGenerator, type SlowValueParams } from "../generators/slow-value-generator.ts";
import { SoundLevelGenerator } from "../generators/sound-level-generator.ts";
import { Spo2Generator } from "../generators/spo2-generator.ts";
import { StepsGenerator } from "../generators/steps-generator.ts";
import { TapGenerator } from "../generators/tap-generator.ts";
import { RECORDED_WAVEFORMS } from "../recordings/recording-catalogue.ts";
import type { RecordingStore } from "../recordings/recording-store.ts";
import type { GeneratorName, GeneratorParams } from "../scenario/generator-params.ts";
import type { Subject } from "../subject/subject.ts";
import { ProceduralTrack } from "../tracks/procedural-track.ts";
import { readTrackState } from "../tracks/track.ts";
import { TrackPlayback } from "../tracks/track-playback.ts";

export interface GeneratorContext {
	/** Seed of the attribute. */
	seed: number;
	subject: Subject;
	recordings: RecordingStore;
	/** Start of the run in seconds of the signal since the simulation's epoch. */
	startS: number;
	/** Time of the attribute's sample 0, seconds since the simulation's epoch. */
	originS: number;
	/** State kept from an earlier run. */
	kept?: unknown;
}

/** Makes a generator of checked parameters. */
export type GeneratorFactory<Name extends GeneratorName> = (
	params: GeneratorParams<Name>,
	context: GeneratorContext,
) => Generator | Promise<Generator>;

const slow = (params: SlowValueParams, { seed }: GeneratorContext): Generator =>
	new SlowValueGenerator(seed, params);

const gas = (params: GeneratorParams<"gas">, { seed }: GeneratorContext): Generator =>
	new GasGenerator(seed, params);

/** Factories of generators that are views of one thing, by the names of the views. */
function views<View extends string, Params>(
	names: readonly View[],
	make: (view: View, params: Params, context: GeneratorContext) => Generator,
): Record<View, (params: Params, context: GeneratorContext) => Generator> {
	const factories = names.map((view) => [
		view,
		(params: Params, context: GeneratorContext) => make(view, params, context),
	]);
	return Object.fromEntries(factories) as Record<
		View,
		(params: Params, context: GeneratorContext) => Generator
	>;
}

/** How each generator is made. */
export const GENERATOR_FACTORIES: { readonly [Name in GeneratorName]: GeneratorFactory<Name> } = {
	ecg: (params, { seed, subject }) => new EcgGenerator(subject.person, seed, params),
	heartrate: (_, { subject }) => new HeartRateGenerator(subject.person),
	rr: (_, { subject }) => new RrGenerator(subject.person),
	hrv: (params, { subject }) => new HrvGenerator(subject.person, params),
	ppg: (params, { seed, subject }) => new PpgGenerator(subject.person, seed, params),
	respiration: (params, { seed, subject }) => new RespirationGenerator(subject.person, seed, params),
	spo2: (params, { seed, subject }) => new Spo2Generator(subject.person, seed, params),
	...{ temperature: slow, humidity: slow, pressure: slow, numeric: slow },
	...{ nitrate: slow, phosphate: slow, ammonia: slow, alkalinity: slow },
	light: (params, { seed }) => new LightGenerator(seed, params),
	sound_level: (params, { seed }) => new SoundLevelGenerator(seed, params),
	...{ gas, air_quality: gas },
	button: (params, { seed }) => new ButtonGenerator(seed, params),
	tap: (params, { seed }) => new TapGenerator(seed, params),
	steps: (params, { seed }) => new StepsGenerator(seed, params),
	skeleton: (params, { seed }) => new SkeletonGenerator(seed, params),
	...views(MOTION_VIEWS, (view: MotionView, params: { noise?: number }, { seed, subject }) => {
		return new MotionGenerator(subject.body, view, seed, { noise: params.noise ?? 1 });
	}),
	...views(EYE_VIEWS, (view: EyeView, _: object, { subject }) => new EyeGenerator(subject.eyes, view)),
	...views(Object.keys(SEA_QUANTITIES) as SeaQuantity[], (quantity, _: object, { subject }) => {
		return new SeaGenerator(subject.sea, quantity);
	}),
	battery: (params, { kept, startS }) => {
		const fresh = { level: params.start, charging: false, at_s: startS };
		return new BatteryGenerator(params, readBatteryState(kept) ?? fresh);
	},
	geolocation: ({ accuracy, radius_m, speed, ...where }, { kept, seed, subject }) => {
		const track = new ProceduralTrack({
			...where,
			seed: subject.seed,
			kept: readTrackState(kept),
			...(radius_m === undefined ? {} : { radiusM: radius_m }),
			...(speed === undefined ? {} : { speedMps: speed }),
		});
		return new GeolocationGenerator(track, seed, accuracy);
	},
	recording: async ({ recording }, { originS, recordings }) => {
		const rateHz = RECORDED_WAVEFORMS[recording]!.rateHz;
		return new RecordingGenerator(await recordings.waveform(recording), rateHz, originS);
	},
	track: async ({ accuracy, max_speed, recording, speed }, { kept, recordings, seed }) => {
		const points = await recordings.track(recording);
		const options = { speedMps: speed, maxSpeedMps: max_speed, kept: readTrackState(kept) };
		return new GeolocationGenerator(new TrackPlayback(points, options), seed, accuracy);
	},
};
