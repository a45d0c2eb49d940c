import type { AttributeType, JsonValue } from "@sensocto/protocol";

/** A value as a tile shows it: the number or word, and its unit ("" without one). */
export interface ValueText {
	text: string;
	unit: string;
}

/** Meters a second to kilometers an hour. */
const KMH = 3.6;

const formats = new Map<number, Intl.NumberFormat>();

/** A number with a fixed count of digits after the point; "—" when it is missing. */
export function numberText(value: number, digits: number): string {
	if (!Number.isFinite(value)) return "—";
	let format = formats.get(digits);
	if (format === undefined) {
		format = new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
		formats.set(digits, format);
	}
	// "-0.0" says nothing that "0.0" does not.
	return format.format(value).replace(/^-(0(\.0*)?)$/, "$1");
}

/** Components of a vector shown at most in one line. */
const SHOWN_COMPONENTS = 4;

/** Components that say how good a sample is, not what it is. */
const ABOUT_QUALITY: readonly string[] = ["confidence", "accuracy"];

/**
 * Fields a tile draws and shows: the speed of a position, of a vector the numbers that belong to the first one, else
 * the first field. What belongs together has one unit and one stem, as `accelerometer` in `accelerometer.x`.
 */
export function shownFields(type: AttributeType): readonly number[] {
	if (type.tile === "map") return [type.fields.findIndex((field) => field.name === "speed")];
	if (type.tile !== "vector") return type.fields.length > 0 ? [0] : [];
	const numbers = type.fields.flatMap((field, index) =>
		field.states === undefined && !ABOUT_QUALITY.includes(field.name) ? [index] : [],
	);
	const first = type.fields[numbers[0] ?? -1];
	if (first === undefined) return [];
	return numbers
		.filter((index) => {
			const field = type.fields[index]!;
			return field.unit === first.unit && stem(field.name) === stem(first.name);
		})
		.slice(0, SHOWN_COMPONENTS);
}

function stem(name: string): string {
	return name.slice(0, Math.max(0, name.lastIndexOf(".")));
}

/** Words for states that are no words themselves. */
const STATE_WORDS: Readonly<Record<string, string>> = { true: "yes", false: "no" };

/** One field as text with its unit; `unit` is the attribute's own where the field names none. */
export function fieldText(type: AttributeType, index: number, value: number, unit: string | null): ValueText {
	const field = type.fields[index];
	if (field?.states !== undefined) {
		const state = field.states[value];
		if (state === undefined) return { text: "—", unit: "" };
		return { text: STATE_WORDS[String(state)] ?? String(state).replaceAll("_", " "), unit: "" };
	}
	if (field?.unit === "m/s" && type.tile === "map") return { text: numberText(value * KMH, 1), unit: "km/h" };
	return {
		text: numberText(value, field?.digits ?? type.digits),
		unit: field?.unit ?? unit ?? type.unit ?? "",
	};
}

/** Fields of a sample as one text: a single value, or "x · y · z" with their common unit. */
export function sampleText(
	type: AttributeType,
	values: (index: number) => number,
	unit: string | null,
): ValueText {
	const texts = shownFields(type).map((index) => fieldText(type, index, values(index), unit));
	const first = texts[0];
	if (first === undefined) return { text: "", unit: "" };
	return { text: texts.map((entry) => entry.text).join(" · "), unit: first.unit };
}

/** A structured value in a few words: its title where it has one, else shortened JSON. */
export function structuredText(value: JsonValue | undefined): string {
	if (value === undefined || value === null) return "—";
	if (typeof value !== "object") return String(value);
	if (!Array.isArray(value)) {
		const { title, artist, description } = value as Record<string, JsonValue | undefined>;
		if (typeof title === "string") {
			const more = artist ?? description;
			return typeof more === "string" ? `${title} — ${more}` : title;
		}
	}
	const text = JSON.stringify(value);
	return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
