import type { SensorSummary } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { concerns } from "./attention-list.ts";

const NOW = 10_000_000;

function sensor(more: Partial<SensorSummary>, lastAge = 100, battery?: number): SensorSummary {
	const attribute = (id: string, payload: number, timestamp: number) => ({
		attribute_id: id,
		attribute_type: id,
		display_name: null,
		unit: null,
		sampling_rate: 1,
		interval_ms: 1000,
		provenance: "real" as const,
		derived_from: null,
		last_value: { payload, timestamp },
		rate_hz: 1,
	});
	return {
		sensor_id: "s",
		sensor_name: "Person 1",
		sensor_type: "ecg",
		connector_id: "c",
		connector_name: "Strap",
		provenance: "real",
		source: null,
		status: "online",
		online_since: 0,
		last_seen_at: NOW - lastAge,
		attention_level: "none",
		window_ms: 1000,
		clock_offset_ms: 0,
		attributes: [
			attribute("heartrate", 70, NOW - lastAge),
			...(battery === undefined ? [] : [attribute("battery", battery, NOW)]),
		],
		...more,
	};
}

describe("concerns", () => {
	it("finds none in a sensor that the server asked to pause", () => {
		expect(concerns([sensor({}, 60_000)], NOW)).toHaveLength(1);
		expect(concerns([sensor({ paused: true }, 60_000)], NOW)).toEqual([]);
	});

	it("finds none in a sensor that is well, and none in one put away long ago", () => {
		expect(concerns([sensor({})], NOW)).toEqual([]);
		expect(concerns([sensor({ status: "offline" }, 3_600_000)], NOW)).toEqual([]);
	});

	it("names low batteries", () => {
		expect(concerns([sensor({}, 100, 8)], NOW)).toEqual([
			{ sensorId: "s", kind: "battery", text: "Person 1, battery 8 %" },
		]);
		expect(concerns([sensor({}, 100, 16)], NOW)).toEqual([]);
	});

	it("names sensors that fell silent or left", () => {
		expect(concerns([sensor({}, 41_000)], NOW)[0]?.text).toBe("Person 1, no heart rate for 41 s");
		expect(concerns([sensor({ status: "offline" }, 41_000)], NOW)[0]?.text).toBe(
			"Person 1, offline for 41 s",
		);
	});

	it("puts the gravest first, and those of a kind in the order of the sensors", () => {
		const found = concerns(
			[
				sensor({ sensor_id: "low" }, 100, 8),
				sensor({ sensor_id: "lost", status: "offline" }, 41_000),
				sensor({ sensor_id: "silent and low" }, 41_000, 8),
				sensor({ sensor_id: "silent" }, 41_000),
			],
			NOW,
		);
		expect(found.map(({ kind, sensorId }) => `${kind} ${sensorId}`)).toEqual([
			"stale silent and low",
			"stale silent",
			"offline lost",
			"battery low",
			"battery silent and low",
		]);
	});

	it("takes the device's clock into account", () => {
		expect(concerns([sensor({ clock_offset_ms: 40_900 }, 41_000)], NOW)).toEqual([]);
	});
});
