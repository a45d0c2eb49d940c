import { attributeType, findAttributeType, normalise } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { type Generator, Occurrence } from "../generators/generator.ts";
import { Person } from "../physiology/person.ts";
import { RecordingStore } from "../recordings/recording-store.ts";
import {
	GENERATOR_NAMES,
	GENERATOR_PARAMS,
	type GeneratorName,
	type GeneratorSpec,
	isRegular,
	USUAL_RATES_HZ,
} from "../scenario/generator-params.ts";
import { Subject } from "../subject/subject.ts";
import { createGenerator } from "./create-generator.ts";

const START_S = 2e8;
const SAMPLES = 240;
const recordings = new RecordingStore();
const NEEDED: Partial<Record<GeneratorName, object>> = {
	geolocation: { latitude: 46, longitude: 14 },
	recording: { recording: "edb-e0103" },
	track: { recording: "cerknicko-jezero" },
	button: { per_minute: 60 },
	tap: { per_minute: 60 },
	eye_worn: {},
};
const TRAITS = {
	heart_rate: 66,
	heart_rate_spread: 5,
	breathing_rate: 14,
	breathing_rate_spread: 1.5,
	variability: 1,
	ectopics: 0.02,
	sighs: 0.01,
	holds: 0.05,
};
const SEA = { temperature: 15, salinity: 34, depth: 12, tide: 1.2, current: 0.5, wind: 5.5 };

function make(name: GeneratorName, seed: number): Promise<Generator> {
	const params = GENERATOR_PARAMS[name].parse(NEEDED[name] ?? {});
	const person = new Person(seed, TRAITS);
	const subject = new Subject({ seed, person, activity: "walk", sea: SEA });
	return createGenerator({ name, params } as GeneratorSpec, {
		...{ seed, subject, recordings, startS: START_S, originS: 0 },
	});
}

const rateOf = (name: GeneratorName): number => (name === "recording" ? 250 : USUAL_RATES_HZ[name]);

function sampleAt(generator: Generator, name: GeneratorName, i: number): unknown {
	const step = 1 / rateOf(name);
	return generator.sample(Math.round(START_S / step) + i, START_S + i * step, step);
}

/** Numbers rounded to what a beat's search leaves open, in a form that compares. */
function coarse(sample: unknown): string | undefined {
	return JSON.stringify(sample, (_, value) =>
		typeof value === "number" && !Number.isInteger(value) ? Math.round(value * 50) / 50 : value,
	);
}

describe.each(GENERATOR_NAMES)("generator %s", (name) => {
	it("X1 gives a sample by its place alone: backwards, with gaps, from another instance", async () => {
		const forwards = await make(name, 7);
		const samples = Array.from({ length: SAMPLES }, (_, i) => sampleAt(forwards, name, i));
		const other = await make(name, 7);
		let differing = 0;
		for (let i = SAMPLES - 1; i >= 0; i -= 3) {
			if (coarse(sampleAt(other, name, i)) !== coarse(samples[i])) differing += 1;
		}
		// A value that lies on the edge of rounding may fall to either side.
		expect(differing).toBeLessThanOrEqual(1);
		if (isRegular(name)) expect(samples.every((sample) => sample !== undefined)).toBe(true);
	});

	it("X2 makes payloads that its type of the catalogue reads, within the plausible", async () => {
		const known = findAttributeType(name) !== undefined;
		expect(known || ["recording", "track"].includes(name)).toBe(true);
		const type = attributeType(name === "recording" ? "ecg" : name === "track" ? "geolocation" : name);
		const generator = await make(name, 8);
		const made = Array.from({ length: SAMPLES }, (_, i) => sampleAt(generator, name, i));
		for (const sample of made.filter((one) => one !== undefined)) {
			const [payload, extra] =
				sample instanceof Occurrence ? [sample.payload, { event: sample.event }] : [sample, undefined];
			const canonical = normalise(type, JSON.parse(JSON.stringify(payload)), extra);
			expect(canonical).toBeDefined();
			const numbers =
				typeof canonical === "number" ? [canonical] : canonical instanceof Float64Array ? [...canonical] : [];
			for (const number of numbers.filter((one) => !Number.isNaN(one))) {
				if (!type.plausible || type.type === "geolocation") continue;
				expect(number).toBeGreaterThanOrEqual(type.plausible[0]);
				expect(number).toBeLessThanOrEqual(type.plausible[1]);
			}
		}
	});
});
