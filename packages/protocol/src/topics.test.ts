import { describe, expect, it } from "vitest";
import { connectorTopic, joinRefusal, parseTopic, sensorTopic, viewerTopic } from "./topics.ts";

describe("parseTopic", () => {
	it.each([
		["sensocto:sensor:a1", "sensor", "a1", "sensocto:sensor:a1"],
		["sensor:a1", "sensor", "a1", "sensocto:sensor:a1"],
		["sensor:AA:BB:CC", "sensor", "AA:BB:CC", "sensocto:sensor:AA:BB:CC"],
		["sensocto:sensor:buttplug:0:Dev", "sensor", "buttplug:0:Dev", "sensocto:sensor:buttplug:0:Dev"],
		["sensocto:sensor:", "sensor", "", "sensocto:sensor:"],
		["connector:c9", "connector", "c9", "sensocto:connector:c9"],
		["sensocto:connector:c9", "connector", "c9", "sensocto:connector:c9"],
		["sensocto:lvntest:x", "lvntest", "x", "sensocto:lvntest:x"],
		["viewer:data:t.o:k", "viewer_data", "t.o:k", "viewer:data:t.o:k"],
		["viewer:data", "viewer", "data", "viewer:data"],
		["viewer:v1", "viewer", "v1", "viewer:v1"],
		["phoenix", "phoenix", "", "phoenix"],
		["sensocto:other:x", "unknown", "", "sensocto:other:x"],
		["Sensor:a1", "unknown", "", "Sensor:a1"],
		["", "unknown", "", ""],
	])("%s", (topic, kind, id, canonical) => {
		expect(parseTopic(topic)).toEqual({ kind, id, canonical });
	});

	it("undoes the topic builders", () => {
		expect(parseTopic(sensorTopic("a:b")).id).toBe("a:b");
		expect(parseTopic(connectorTopic("a:b")).kind).toBe("connector");
		expect(parseTopic(viewerTopic("v"))).toEqual({ kind: "viewer", id: "v", canonical: "viewer:v" });
	});
});

describe("joinRefusal", () => {
	it("lets joins to other sensocto topics crash and leaves the rest unmatched", () => {
		expect(joinRefusal("sensocto:other:x")).toBe("join_crashed");
		expect(joinRefusal("nowhere:x")).toBe("unmatched_topic");
	});
});
