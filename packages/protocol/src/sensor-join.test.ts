import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PROPERTY_RUNS } from "./property-runs.ts";
import { sensorJoinSchema } from "./schemas/join-schemas.ts";
import { isRefusal, readSensorJoin } from "./sensor-join.ts";

const DEFAULTS = {
	sensorId: "a:1",
	sensorName: "a:1",
	sensorType: "generic",
	connectorId: "a:1",
	connectorName: "Unknown",
	attributes: {},
	samplingRate: 10,
	batchSize: 5,
	bearerToken: "",
	provenance: "real",
	receiver: false,
};

describe("readSensorJoin refuses", () => {
	it.each([
		["another id than the topic's", "a1", { sensor_id: "a2" }],
		["an object as id", "a1", { sensor_id: {} }],
		["an empty topic id", "", {}],
		["a topic id with control characters", "a\u0000", {}],
		["a topic id above 255 bytes", "x".repeat(256), {}],
	])("%s", (_, topicId, params) => {
		expect(readSensorJoin(topicId, params)).toEqual({ reason: "join crashed" });
	});

	it("more than 256 attributes", () => {
		const attributes = Array.from({ length: 257 }, (_, i) => `a${i}`);
		expect(readSensorJoin("a1", { attributes })).toEqual({ reason: "too_many_attributes" });
	});
});

describe("readSensorJoin", () => {
	it.each([undefined, null, {}, [], "x", 7])("fills every default for %j", (params) => {
		expect(readSensorJoin("a:1", params)).toEqual(DEFAULTS);
	});

	it("takes a full join as the SDKs send it", () => {
		const params = {
			connector_id: "c9",
			connector_name: "Pi",
			connector_type: "python",
			sensor_id: "a:1",
			sensor_name: "Chest strap",
			sensor_type: "ecg",
			attributes: ["hr"],
			sampling_rate: 250,
			batch_size: 20,
			bearer_token: "guest:g:s",
			room_id: "r1",
			provenance: "replayed",
			source: "MIT-BIH 208",
			session: "s1",
			columns: true,
			time_zone: "Europe/Zurich",
		};
		expect(readSensorJoin("a:1", params)).toEqual({
			sensorId: "a:1",
			sensorName: "Chest strap",
			sensorType: "ecg",
			connectorId: "c9",
			connectorName: "Pi",
			connectorType: "python",
			attributes: {
				hr: {
					attribute_id: "hr",
					attribute_type: "heartrate",
					sampling_rate: 1,
					sampling_rate_stated: false,
				},
			},
			samplingRate: 250,
			batchSize: 20,
			bearerToken: "guest:g:s",
			roomId: "r1",
			provenance: "replayed",
			source: "MIT-BIH 208",
			session: "s1",
			columns: true,
			receiver: false,
		});
	});

	it("replaces unusable values by defaults", () => {
		const params = {
			sensor_id: "a:1",
			connector_id: "",
			connector_name: 7,
			sensor_name: "\u0000",
			sampling_rate: -1,
			batch_size: 2.5,
			bearer_token: null,
			room_id: "",
			provenance: "invented",
			columns: "true",
		};
		expect(readSensorJoin("a:1", params)).toEqual(DEFAULTS);
	});

	it("takes a number that reads like the topic's id", () => {
		expect(readSensorJoin("12", { sensor_id: 12 })).toMatchObject({ sensorId: "12" });
	});

	it("calls a simulator's sensors simulated unless they say otherwise", () => {
		expect(readSensorJoin("a", { connector_type: "simulator" })).toMatchObject({ provenance: "simulated" });
		expect(readSensorJoin("a", { connector_type: "simulator", provenance: "replayed" })).toMatchObject({
			provenance: "replayed",
		});
	});

	it("knows a read-only subscription (D4)", () => {
		const params = { connector_id: "c", sensor_id: "a", sensor_type: "receiver", bearer_token: "" };
		expect(readSensorJoin("a", params)).toMatchObject({ receiver: true });
	});

	const text = fc.oneof(
		fc.string({ unit: "binary" }),
		fc.constantFrom("", "\u0000", "x".repeat(300)),
		fc.jsonValue(),
	);
	const params = fc.record(
		{
			sensor_id: fc.oneof({ weight: 4, arbitrary: fc.constantFrom("12", 12, null) }, fc.jsonValue()),
			sensor_name: text,
			sensor_type: fc.oneof(text, fc.constant("receiver")),
			connector_id: text,
			connector_name: text,
			connector_type: fc.oneof(text, fc.constant("simulator")),
			attributes: fc.oneof(fc.array(text), fc.jsonValue()),
			sampling_rate: fc.oneof(fc.double(), fc.nat(), fc.jsonValue()),
			batch_size: fc.oneof(fc.integer(), fc.nat(12_000), fc.jsonValue()),
			bearer_token: fc.oneof(text, fc.constantFrom("x".repeat(8192), "x".repeat(8193))),
			room_id: text,
			provenance: fc.oneof(fc.constantFrom("real", "simulated", "replayed"), text),
			source: text,
			session: text,
			columns: fc.oneof(fc.boolean(), fc.constantFrom(1, "true")),
		},
		{ requiredKeys: [] },
	);

	it("agrees with the schema on what is refused and what everything means", () => {
		const schema = sensorJoinSchema("12");
		fc.assert(
			fc.property(fc.oneof({ weight: 5, arbitrary: params }, fc.jsonValue()), (value) => {
				const guarded = readSensorJoin("12", value);
				const parsed = schema.safeParse(value);
				expect(isRefusal(guarded)).toBe(!parsed.success);
				if (parsed.success) expect(guarded).toEqual(parsed.data);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});
