import { utf8Length } from "./json.ts";
import { LIMITS } from "./limits.ts";

/** Why a payload is refused for its size. */
export type PayloadProblem = "payload_too_large" | "payload_too_deep";

// Longest JSON form of a number, and of one UTF-16 unit of a string (\u0000).
const NUMBER_BYTES = 25;
const UNIT_BYTES = 6;

/**
 * Checks a payload against the limits of size and depth; undefined means that it fits.
 *
 * A cheap upper bound settles nearly every payload; only those near the limit are serialised to be measured exactly.
 */
export function payloadProblem(payload: unknown): PayloadProblem | undefined {
	if (typeof payload === "number" || payload === null) return undefined;
	const bound = upperBound(payload, 0);
	if (bound === Number.POSITIVE_INFINITY) return "payload_too_deep";
	if (bound <= LIMITS.payloadBytes) return undefined;
	return utf8Length(JSON.stringify(payload) ?? "") > LIMITS.payloadBytes ? "payload_too_large" : undefined;
}

/** Most bytes the value can take as JSON; infinite when it is nested too deep. */
function upperBound(value: unknown, depth: number): number {
	if (typeof value === "string") return value.length * UNIT_BYTES + 2;
	if (typeof value !== "object" || value === null) return NUMBER_BYTES;
	if (depth >= LIMITS.payloadDepth) return Number.POSITIVE_INFINITY;
	let bytes = 2;
	if (Array.isArray(value)) {
		for (const item of value) bytes += upperBound(item, depth + 1) + 1;
		return bytes;
	}
	const record = value as Record<string, unknown>;
	for (const key in record) bytes += key.length * UNIT_BYTES + 4 + upperBound(record[key], depth + 1);
	return bytes;
}
