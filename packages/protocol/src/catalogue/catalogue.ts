import { isRecord } from "../json.ts";
import type { AttributeType } from "./attribute-type.ts";
import { scalar, structured } from "./define.ts";
import { DEVICE } from "./device.ts";
import { ENVIRONMENT } from "./environment.ts";
import { EYE } from "./eye.ts";
import { HEALTH } from "./health.ts";
import { HOST } from "./host.ts";
import { inferFromPayload } from "./infer-from-payload.ts";
import { LOCATION } from "./location.ts";
import { MARINE } from "./marine.ts";
import { MOTION } from "./motion.ts";

/** Type of every attribute that is a number and whose id says nothing. */
export const NUMERIC: AttributeType = scalar("numeric", "Value", null, {
	digits: 2,
	intervalMs: 10_000,
	precision: 64,
});

/** Type of every attribute that is anything else and whose id says nothing. */
export const STRUCTURED: AttributeType = structured("structured", "Data", { intervalMs: 10_000 });

/** Every attribute type of the platform. */
export const CATALOGUE: readonly AttributeType[] = [
	...HEALTH,
	...MOTION,
	...LOCATION,
	...ENVIRONMENT,
	...DEVICE,
	...EYE,
	...MARINE,
	...HOST,
	NUMERIC,
	STRUCTURED,
];

const BY_NAME = new Map<string, AttributeType>();
for (const type of CATALOGUE) {
	for (const name of [type.type, ...(type.aliases ?? [])]) BY_NAME.set(name, type);
}

/** Finds a type by its name or an alias, without regard to case; undefined when the catalogue has none. */
export function findAttributeType(name: string): AttributeType | undefined {
	return BY_NAME.get(name) ?? BY_NAME.get(name.toLowerCase());
}

/**
 * Finds the type of an attribute by a type name or an attribute id; it never fails.
 *
 * An unknown name is typed by the payload's keys; else a number (bare or as `{value}`) is numeric, any other payload
 * structured. Without a payload an unknown name is numeric.
 */
export function attributeType(name: string, payload?: unknown): AttributeType {
	const known = findAttributeType(name);
	if (known !== undefined && (known !== NUMERIC || payload === undefined)) return known;
	const inferred = inferFromPayload(payload);
	if (inferred !== undefined) return BY_NAME.get(inferred)!;
	return isNumeric(payload) ? NUMERIC : STRUCTURED;
}

/**
 * Finds the type of a declared attribute; server and viewers must both ask this, so that they agree on its fields.
 *
 * The declared type counts, with two exceptions: an `accelerometer` or `gyroscope` that was inferred to be an `imu` is
 * what its id says, and an attribute declared `numeric` is what its id or payload says.
 */
export function typeOfAttribute(
	attribute: { attribute_id: string; attribute_type: string },
	payload?: unknown,
): AttributeType {
	const declared = findAttributeType(attribute.attribute_type);
	if (declared !== undefined && declared !== NUMERIC && declared.type !== "imu") return declared;
	const byId = findAttributeType(attribute.attribute_id);
	if (declared?.type === "imu") return byId !== undefined && byId.lens === declared.lens ? byId : declared;
	return byId ?? attributeType(attribute.attribute_type, payload);
}

/**
 * Tells how far apart samples of an attribute are expected, in milliseconds.
 *
 * That is the declared rate's interval, or the type's when the device declared none; events are never expected.
 */
export function expectedIntervalMs(
	type: AttributeType,
	declared?: { sampling_rate: number; sampling_rate_stated: boolean },
): number {
	if (type.delivery === "event" || declared === undefined || !declared.sampling_rate_stated)
		return type.intervalMs;
	return 1000 / declared.sampling_rate;
}

function isNumeric(payload: unknown): boolean {
	// Nothing yet, or a missing sample: says nothing against a number.
	if (payload === undefined || payload === null || typeof payload === "number") return true;
	if (!isRecord(payload) || typeof payload.value !== "number") return false;
	for (const key in payload) if (key !== "value") return false;
	return true;
}
