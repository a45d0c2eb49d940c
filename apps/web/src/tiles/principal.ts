import {
	type AttributeSummary,
	type AttributeType,
	type SensorSummary,
	typeOfAttribute,
} from "@sensocto/protocol";

/** Types that stand for a sensor, most telling first. */
const TELLING: readonly string[] = [
	"ecg",
	"respiration",
	"heartrate",
	"spo2",
	"hrv",
	"ppg",
	"geolocation",
	"eye_gaze",
	"imu",
	"accelerometer",
	"skeleton",
	"cpu",
	"temperature",
];

/** Attributes that never stand for a sensor while it has others. */
const ASIDE: readonly string[] = [
	"battery",
	"signal_quality",
	"status",
	"body_location",
	"device_name",
	"firmware",
];

/** The attribute that stands for a sensor in a list of all sensors; undefined when it has none. */
export function principalAttribute(sensor: SensorSummary): AttributeSummary | undefined {
	let best: AttributeSummary | undefined;
	let bestRank = Number.POSITIVE_INFINITY;
	for (const attribute of sensor.attributes) {
		const rank = rankOf(attribute);
		if (rank < bestRank) {
			best = attribute;
			bestRank = rank;
		}
	}
	return best;
}

/** Figures shown beside a signal: the type of the signal and the type of its figure. */
const FIGURES: Readonly<Record<string, string>> = {
	ecg: "heartrate",
	ppg: "heartrate",
	hrv: "heartrate",
	respiration: "breathing_rate",
};

/** The figure shown beside a signal: the heart rate of an ECG, the rate of breathing; computed ones first. */
export function secondaryAttribute(
	sensor: SensorSummary,
	principal: AttributeSummary,
): AttributeSummary | undefined {
	const figure = FIGURES[catalogued(principal).type];
	const candidates = sensor.attributes.filter((attribute) => catalogued(attribute).type === figure);
	return candidates.find((one) => one.derived_from === principal.attribute_id) ?? candidates[0];
}

/** Battery level in percent; undefined when the sensor tells none. */
export function batteryLevel(sensor: SensorSummary): number | undefined {
	const battery = sensor.attributes.find((attribute) => catalogued(attribute).type === "battery");
	const payload = battery?.last_value?.payload;
	if (typeof payload === "number") return payload;
	if (payload === null || typeof payload !== "object" || Array.isArray(payload)) return undefined;
	return typeof payload.level === "number" ? payload.level : undefined;
}

/** Catalogue entry of a sensor's attribute. */
export function catalogued(attribute: AttributeSummary): AttributeType {
	return typeOfAttribute(attribute);
}

/** Name of an attribute for people, in the middle of a line: "ECG", "heart rate". */
export function attributeLabel(attribute: AttributeSummary): string {
	if (attribute.display_name !== null && attribute.display_name !== "") return attribute.display_name;
	const type = catalogued(attribute);
	const title = type.type === "numeric" || type.type === "structured" ? attribute.attribute_id : type.title;
	return /^.[A-Z]/.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

function rankOf(attribute: AttributeSummary): number {
	const { type } = catalogued(attribute);
	if (ASIDE.includes(type)) return 1000;
	const index = TELLING.indexOf(type);
	// A measured signal stands before one computed from it.
	return (index === -1 ? 100 : index) + (attribute.derived_from === null ? 0 : 50);
}
