import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../json.ts";
import { PROPERTY_RUNS } from "../property-runs.ts";
import type { AttributeType, Field } from "./attribute-type.ts";
import { CATALOGUE, NUMERIC } from "./catalogue.ts";
import { normalise, type Sample } from "./normalise.ts";
import { present } from "./present.ts";

// JSON has no negative zero.
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

function component(field: Field): fc.Arbitrary<number> {
	const value = field.states === undefined ? finite : fc.nat(field.states.length - 1);
	return fc.oneof({ weight: 4, arbitrary: value }, fc.constant(Number.NaN));
}

function sampleOf(type: AttributeType): fc.Arbitrary<Sample> {
	switch (type.shape) {
		case "scalar":
			return finite;
		case "vector":
			return fc
				.tuple(...type.fields.map(component))
				.filter((values) => type.emptyIsSample === true || values.some(Number.isFinite))
				.map((values) => Float64Array.from(values));
		case "structured":
			// A pose is an object; its text form is another spelling of the same.
			return type.text === "json" ? fc.dictionary(fc.string(), json) : json;
	}
}

const typed = fc
	.constantFrom(...CATALOGUE)
	.chain((type) => sampleOf(type).map((sample) => ({ type, sample })));

/** Payloads made of the words and keys that types know, put together at random. */
const WORDS = [
	...new Set(
		CATALOGUE.flatMap((type) =>
			type.fields.flatMap((f) => [f.name, ...(f.keys ?? [])].flatMap((k) => k.split("."))),
		),
	),
];
const key = fc.constantFrom("integer", "decimal", "values", "value", "constructor", ...WORDS);
const leaf = fc.oneof(
	finite,
	fc.constantFrom("yes", "no", "1,2,3,4,5,6,7", "press", "1e999", "{}", true, false, null),
	fc.jsonValue(),
);
const payload = fc.oneof(
	leaf,
	fc.dictionary(key, fc.oneof(leaf, fc.dictionary(key, leaf, { maxKeys: 3 })), { maxKeys: 6 }),
);

describe("normalise", () => {
	it("is undone and redone: normalise(present(sample)) is the sample, for every type", () => {
		fc.assert(
			fc.property(typed, ({ type, sample }) => {
				const wire = present(type, sample);
				expect(normalise(type, wire)).toEqual(sample);
				expect(normalise(type, JSON.parse(JSON.stringify(wire)))).toEqual(sample);
			}),
			{ numRuns: PROPERTY_RUNS * 2 },
		);
	});

	it("never throws, and answers in the shape of the type or not at all", () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...CATALOGUE),
				payload,
				fc.option(fc.string(), { nil: undefined }),
				(type, value, event) => {
					const sample = normalise(type, value, event === undefined ? undefined : { event });
					if (sample === undefined) return;
					if (type.shape === "scalar") expect(sample).toSatisfy(Number.isFinite);
					if (type.shape === "vector") {
						expect(sample).toBeInstanceOf(Float64Array);
						expect((sample as Float64Array).length).toBe(type.fields.length);
						for (const part of sample as Float64Array)
							expect(Math.abs(part)).not.toBe(Number.POSITIVE_INFINITY);
					}
				},
			),
			{ numRuns: PROPERTY_RUNS * 2 },
		);
	});

	it("keeps states within their list", () => {
		const withStates = CATALOGUE.filter(
			(type) => type.shape === "vector" && type.fields.some((f) => f.states),
		);
		fc.assert(
			fc.property(fc.constantFrom(...withStates), payload, (type, value) => {
				const sample = normalise(type, value) as Float64Array | undefined;
				type.fields.forEach((field, i) => {
					const index = sample?.[i];
					if (field.states === undefined || index === undefined || Number.isNaN(index)) return;
					expect(index in field.states).toBe(true);
				});
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});

	it("keeps a number as it is, in whatever unit it may be", () => {
		expect(normalise(CATALOGUE.find((type) => type.type === "temperature")!, 98.6)).toBe(98.6);
		expect(normalise(NUMERIC, -0)).toBe(-0);
	});
});

describe("present", () => {
	it("shows a missing number as null and leaves missing components out", () => {
		expect(present(NUMERIC, Number.NaN)).toBeNull();
		const battery = CATALOGUE.find((type) => type.type === "battery")!;
		expect(present(battery, Float64Array.of(50, Number.NaN, Number.NaN))).toEqual({ level: 50 });
	});
});
