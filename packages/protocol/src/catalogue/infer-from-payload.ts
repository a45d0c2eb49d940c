import { isRecord } from "../json.ts";

/** Infers a type from the keys of a payload; undefined when none is telling. */
export function inferFromPayload(payload: unknown): string | undefined {
	if (!isRecord(payload)) return undefined;
	if ("level" in payload && "charging" in payload) return "battery";
	if ("latitude" in payload) return "geolocation";
	if ("artist" in payload) return "rich_presence";
	if ("landmarks" in payload) return "skeleton";
	return undefined;
}
