import { isEntityId, readText } from "./ids.ts";
import { isRecord, type JsonRecord, utf8Length } from "./json.ts";
import { LIMITS } from "./limits.ts";
import { type JoinRefusal, namesTopic, readToken } from "./sensor-join.ts";

/** A connector's introduction, complete: every default is filled in. */
export interface ConnectorJoin {
	connectorId: string;
	connectorName: string;
	/** Client family: `python`, `typescript`, `rust`, `unity`, `simulator`, or `unknown`. */
	connectorType: string;
	/** Names of features; an object's keys count when their value is not false. */
	features: string[];
	bearerToken: string;
}

const MAX_FEATURES = 64;

/**
 * Reads the parameters of a join to `sensocto:connector:<topicId>`.
 *
 * Missing values become defaults; an id that is not the topic's is refused.
 */
export function readConnectorJoin(topicId: string, params: unknown): ConnectorJoin | JoinRefusal {
	const input: JsonRecord = isRecord(params) ? params : {};
	if (!isEntityId(topicId) || !namesTopic(input.connector_id, topicId)) return { reason: "join crashed" };
	return {
		connectorId: topicId,
		connectorName: readText(input.connector_name, LIMITS.nameLength) ?? "Unknown",
		connectorType: readText(input.connector_type, LIMITS.nameLength) ?? "unknown",
		features: readFeatures(input.features),
		bearerToken: readToken(input.bearer_token),
	};
}

/** Reads the name of an `update_connector`: a text of 1 to 100 bytes; undefined when it is none. */
export function readConnectorName(value: unknown): string | undefined {
	if (typeof value !== "string" || utf8Length(value) > LIMITS.connectorNameBytes) return undefined;
	return readText(value, LIMITS.connectorNameBytes);
}

function readFeatures(value: unknown): string[] {
	const names = isRecord(value)
		? Object.keys(value).filter((key) => value[key] !== false)
		: Array.isArray(value)
			? value
			: [];
	return names
		.slice(0, MAX_FEATURES)
		.map((name) => readText(name, LIMITS.nameLength))
		.filter((name) => name !== undefined);
}
