import { z } from "zod";

/** Ten years. */
const LONGEST_S = 3.2e8;
const target = z.string().trim().min(1).max(200);
const seconds = z.number().positive().max(LONGEST_S);

const timing = {
	at: z.number().min(0).max(LONGEST_S),
	for: seconds,
	every: seconds.optional(),
};

const dropout = z
	.strictObject({
		kind: z.literal("dropout"),
		...timing,
		connector: target.optional(),
		sensor: target.optional(),
		how: z.enum(["silent", "disconnected"]).default("silent"),
	})
	.refine(({ connector, sensor }) => (connector === undefined) !== (sensor === undefined), {
		message: "a dropout names a connector or a sensor, one of both",
		path: ["kind"],
	});

const artefact = z.strictObject({
	kind: z.literal("artefact"),
	...timing,
	sensor: target,
	attribute: target,
	amplitude: z.number().positive().max(1e9).default(0.5),
});

const alarm = z.strictObject({
	kind: z.literal("alarm"),
	...timing,
	sensor: target,
	attribute: target,
	field: target.optional(),
	value: z.number(),
	ramp: z.number().min(0).max(3_600).default(2),
});

/** Form of an entry of the timeline; targets are ids in which `*` stands for anything. */
export const eventSchema = z
	.discriminatedUnion("kind", [dropout, artefact, alarm])
	.refine((event) => event.every === undefined || event.every > event.for, {
		message: "every must be longer than for, or the event never ends",
		path: ["every"],
	});

export type EventDocument = z.output<typeof eventSchema>;
