import { type AttributeType, NUMERIC } from "@sensocto/protocol";
import type { NoveltyStream } from "../../../bio/novelty/novelty-stream.ts";
import type { Attribute } from "../attribute.ts";

/**
 * Types whose numbers mean something else than "more" or "less": places, angles that wrap around, counters that only
 * grow, where somebody looks.
 */
const UNWATCHED: ReadonlySet<string> = new Set([
	"geolocation",
	"heading",
	"current_direction",
	"euler",
	"quaternion",
	"eye_gaze",
	"steps",
	"calories",
	"distance",
	"uptime",
	"body_location",
	"color",
]);

/** Whether novelty is looked for in an attribute of this type at all. */
export function isWatched(type: AttributeType): boolean {
	return type.shape !== "structured" && type.delivery !== "event" && !UNWATCHED.has(type.type);
}

/** What a number of an attribute is taken from: the value itself, a vector's magnitude, or its first component. */
export type Reading = "value" | "magnitude" | "first";

/**
 * How a sample becomes one number: components of different units have no magnitude together, and where a bare number
 * stands for the first component that one is the value.
 */
export function readingOf(type: AttributeType): Reading {
	if (type.shape === "scalar") return "value";
	const mixed = type.fields.some(({ states, unit }) => states !== undefined || unit !== undefined);
	return mixed || type.bare ? "first" : "magnitude";
}

/** The stream of an attribute's own values. */
export function valueStream(sensorId: string, attribute: Attribute): NoveltyStream {
	const { meta, type } = attribute;
	const reading = readingOf(type);
	return {
		...about(sensorId, attribute),
		feature: reading,
		judged: true,
		flatLine: meta.provenance !== "derived",
		plausible: reading === "magnitude" ? null : (type.plausible ?? null),
		...(reading === "magnitude" && { least: 0 }),
	};
}

/** The streams of one-second features of a fast signal: how strong it is, how lively, and how far it goes. */
export interface FeatureStreams {
	/** Root of the mean square. */
	readonly rms: NoveltyStream;
	/** Length of the curve: the sum of the differences of neighbours, per second. */
	readonly lineLength: NoveltyStream;
	/** The value furthest from zero; null for types without a plausible range. */
	readonly peak: NoveltyStream | null;
}

/** The feature streams of an attribute. */
export function featureStreams(sensorId: string, attribute: Attribute): FeatureStreams {
	const { meta, type } = attribute;
	const base = about(sensorId, attribute);
	const plausible = readingOf(type) === "magnitude" ? null : (type.plausible ?? null);
	const perSecond = base.unit === null ? null : `${base.unit}/s`;
	return {
		rms: {
			...base,
			feature: "rms",
			least: 0,
			label: type.waveform ? `${base.label} strength` : base.label,
			judged: true,
			flatLine: false,
			plausible: null,
		},
		lineLength: {
			...base,
			feature: "line length",
			least: 0,
			label: `${base.label} activity`,
			unit: perSecond,
			digits: Math.max(0, base.digits - 1),
			step: 10 * base.step,
			judged: true,
			flatLine: meta.provenance !== "derived",
			plausible: null,
		},
		peak: plausible && { ...base, feature: "peak", judged: false, flatLine: false, plausible },
	};
}

function about(sensorId: string, { id, meta, type }: Attribute) {
	const field = readingOf(type) === "first" ? type.fields[0] : undefined;
	const digits = field?.digits ?? type.digits;
	return {
		sensorId,
		attributeId: id,
		derivedFrom: meta.derivedFrom,
		label: inSentence(meta.displayName ?? type.title),
		unit: field?.unit ?? meta.unit,
		digits,
		// Numbers of unknown meaning may be of any size.
		step: type === NUMERIC ? 0 : 10 ** -digits,
	};
}

/** A name as it stands within a sentence: `Heart rate` small, `ECG` as it is. */
function inSentence(name: string): string {
	const [first = "", second = ""] = name;
	return second === second.toLowerCase() ? first.toLowerCase() + name.slice(first.length) : name;
}
