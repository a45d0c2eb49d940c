import { z } from "zod";
import { USUAL_OFF_TURNS } from "../eyes/eyes.ts";
import { ACTIVITY_NAMES } from "../motion/activities.ts";
import { checkGenerator } from "./check-generator.ts";
import { eventSchema } from "./event-schema.ts";
import { SCENARIO_LIMITS } from "./scenario-limits.ts";

const text = (limit: number) => z.string().trim().min(1).max(limit);
const id = text(200).regex(/^[\x20-\x7e\u00a0-\uffff]+$/, "must not contain control characters");
const share = z.number().min(0).max(0.5);
const rate = z.number().positive().max(SCENARIO_LIMITS.rateHz);

/** Traits of people with their defaults: a rested adult. */
const person = z.strictObject({
	id: id.optional(),
	heart_rate: z.number().min(35).max(180).optional(),
	heart_rate_spread: z.number().min(0).max(25).optional(),
	breathing_rate: z.number().min(4).max(40).optional(),
	breathing_rate_spread: z.number().min(0).max(8).optional(),
	variability: z.number().min(0).max(2.5).optional(),
	ectopics: share.optional(),
	sighs: share.optional(),
	holds: share.optional(),
});

/** Water a station lies in: a temperate coast. */
const sea = z.strictObject({
	temperature: z.number().min(0).max(35).default(15),
	salinity: z.number().min(0).max(42).default(34),
	depth: z.number().min(0).max(11_000).default(12),
	tide: z.number().min(0).max(9).default(1.2),
	current: z.number().min(0).max(5).default(0.5),
	wind: z.number().min(0.5).max(25).default(5.5),
});

/** How eye-tracking glasses are worn. */
const glasses = z.strictObject({ off_turns: z.number().min(0).max(1).default(USUAL_OFF_TURNS) });

const attribute = z
	.strictObject({
		type: text(64),
		id: z
			.string()
			.regex(
				/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
				"must be 1 to 64 letters, digits, _ or -, not beginning with _ or -",
			)
			.optional(),
		name: text(100).optional(),
		unit: text(20).optional(),
		rate: rate.optional(),
		generator: z.string().optional(),
		params: z.record(z.string(), z.unknown()).optional(),
	})
	.transform((given, context) => {
		const generator = checkGenerator(given);
		if ("problems" in generator) {
			for (const { path, message } of generator.problems) {
				context.addIssue({ code: "custom", path: [...path], message });
			}
			return z.NEVER;
		}
		return { ...given, type: given.type.toLowerCase(), generator };
	});

const sensor = z.strictObject({
	id,
	name: text(100),
	type: text(64).default("generic"),
	count: z.int().min(1).max(SCENARIO_LIMITS.sensors).default(1),
	group: id.optional(),
	person: person.optional(),
	activity: z.enum(ACTIVITY_NAMES).default("handheld"),
	glasses: glasses.prefault({}),
	sea: sea.prefault({}),
	attributes: z.array(attribute).min(1).max(SCENARIO_LIMITS.attributesPerSensor),
});

const connector = z.strictObject({
	id,
	name: text(100),
	type: text(64).default("simulator"),
	count: z.int().min(1).max(SCENARIO_LIMITS.connectors).default(1),
	sensors: z.array(sensor).min(1).max(SCENARIO_LIMITS.sensorsPerConnector),
});

/** Form of a scenario document, before its templates are expanded. */
export const scenarioSchema = z.strictObject({
	version: z.literal(1),
	seed: z.int().min(0).max(4_294_967_295).default(1),
	title: text(100),
	description: z.string().trim().max(1_000).default(""),
	defaults: z
		.strictObject({
			/** Rates in Hz by attribute type. */
			rates: z.record(z.string(), rate).default({}),
			person: person.omit({ id: true }).default({}),
		})
		.prefault({}),
	groups: z
		.array(
			z.strictObject({
				id,
				rate: z.number().min(3).max(40),
				coupling: z.number().min(0).max(40),
			}),
		)
		.max(SCENARIO_LIMITS.groups)
		.default([]),
	connectors: z.array(connector).min(1).max(SCENARIO_LIMITS.connectors),
	events: z.array(eventSchema).max(SCENARIO_LIMITS.events).default([]),
});

export type ScenarioDocument = z.output<typeof scenarioSchema>;
