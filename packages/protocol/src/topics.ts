import type { ErrorCode } from "./errors.ts";

/** What a topic addresses; `unknown` matches no channel. */
export type TopicKind = "sensor" | "connector" | "viewer" | "viewer_data" | "lvntest" | "phoenix" | "unknown";

/** A topic taken apart: its kind, the id or token in it, and the one spelling all aliases share. */
export interface Topic {
	kind: TopicKind;
	id: string;
	canonical: string;
}

const PREFIXES: readonly (readonly [prefix: string, kind: TopicKind, canonical: string])[] = [
	["sensocto:sensor:", "sensor", "sensocto:sensor:"],
	["sensor:", "sensor", "sensocto:sensor:"],
	["sensocto:connector:", "connector", "sensocto:connector:"],
	["connector:", "connector", "sensocto:connector:"],
	["sensocto:lvntest:", "lvntest", "sensocto:lvntest:"],
	["viewer:data:", "viewer_data", "viewer:data:"],
	["viewer:", "viewer", "viewer:"],
];

/**
 * Takes a topic apart.
 *
 * Everything after the prefix is the id, which may itself contain `:` and may be empty (ids are checked at the join).
 */
export function parseTopic(topic: string): Topic {
	if (topic === "phoenix") return { kind: "phoenix", id: "", canonical: topic };
	for (const [prefix, kind, canonical] of PREFIXES) {
		if (topic.startsWith(prefix)) {
			const id = topic.slice(prefix.length);
			return { kind, id, canonical: canonical + id };
		}
	}
	return { kind: "unknown", id: "", canonical: topic };
}

/** Names the refusal of a join to a topic of kind `unknown`: a `sensocto:` topic crashes, any other is unmatched. */
export function joinRefusal(topic: string): ErrorCode {
	return topic.startsWith("sensocto:") ? "join_crashed" : "unmatched_topic";
}

/** Builds the topic of a sensor's channel. */
export function sensorTopic(sensorId: string): string {
	return `sensocto:sensor:${sensorId}`;
}

/** Builds the topic of a connector's channel. */
export function connectorTopic(connectorId: string): string {
	return `sensocto:connector:${connectorId}`;
}

/** Builds the topic of a viewer's channel. */
export function viewerTopic(viewId: string): string {
	return `viewer:${viewId}`;
}
