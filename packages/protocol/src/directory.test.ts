import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applySensorChange, paceChange, sensorChange } from "./directory.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";
import type { AttributeSummary, SensorSummary } from "./sensor-summary.ts";

const attribute = (id: string): fc.Arbitrary<AttributeSummary> =>
	fc.record({
		attribute_id: fc.constant(id),
		attribute_type: fc.constantFrom("ecg", "temperature"),
		display_name: fc.constantFrom(null, "Name"),
		unit: fc.constantFrom(null, "mV"),
		sampling_rate: fc.constantFrom(1, 250),
		interval_ms: fc.constantFrom(4, 1_000, 3_000),
		provenance: fc.constantFrom("real" as const, "derived" as const),
		derived_from: fc.constantFrom(null, "ecg"),
		last_value: fc.option(fc.record({ payload: fc.integer({ max: 9, min: 0 }), timestamp: fc.nat(3) })),
		rate_hz: fc.constantFrom(0, 1, 250),
	});

const summary: fc.Arbitrary<SensorSummary> = fc.record({
	sensor_id: fc.constant("s:1"),
	sensor_name: fc.constantFrom("A", "B"),
	sensor_type: fc.constant("generic"),
	connector_id: fc.constant("c"),
	connector_name: fc.constantFrom("C", "D"),
	provenance: fc.constant("real" as const),
	source: fc.constant(null),
	status: fc.constantFrom("online" as const, "offline" as const),
	online_since: fc.constantFrom(null, 1),
	last_seen_at: fc.nat(3),
	attention_level: fc.constantFrom("none" as const, "high" as const),
	window_ms: fc.constantFrom(100, 5_000),
	paused: fc.boolean(),
	clock_offset_ms: fc.constantFrom(null, 0, 5),
	attributes: fc
		.subarray(["ecg", "constructor", "temp"])
		.chain((ids) => fc.tuple(...ids.map(attribute)) as fc.Arbitrary<AttributeSummary[]>),
});

/** A value is told when its time differs: of one time there is one value. */
function oneValueATime(before: SensorSummary, now: SensorSummary): SensorSummary {
	const attributes = now.attributes.map((each) => {
		const other = before.attributes.find(({ attribute_id }) => attribute_id === each.attribute_id);
		const same = other?.last_value?.timestamp === each.last_value?.timestamp;
		return same && other ? { ...each, last_value: other.last_value } : each;
	});
	return { ...now, attributes };
}

describe("changes of the directory", () => {
	it("carry a summary from any state to any other, through JSON", () => {
		fc.assert(
			fc.property(summary, summary, (before, next) => {
				const now = oneValueATime(before, next);
				const change = sensorChange(before, now);
				const after = change ? applySensorChange(before, JSON.parse(JSON.stringify(change))) : before;
				expect(after).toEqual(now);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});

	it("leave out what hardly differs", () => {
		const [before] = fc.sample(summary, { numRuns: 1, seed: 1 });
		const [one] = fc.sample(attribute("ecg"), { numRuns: 1, seed: 1 });
		const state = { ...before!, attributes: [{ ...one!, rate_hz: 100, interval_ms: 10 }] };
		const next = { ...state, attributes: [{ ...state.attributes[0]!, rate_hz: 109, interval_ms: 10.5 }] };
		expect(sensorChange(state, next)).toBeUndefined();
		const faster = { ...state, attributes: [{ ...state.attributes[0]!, rate_hz: 120 }] };
		expect(sensorChange(state, faster)).toEqual({ sensor_id: "s:1", values: { ecg: { rate_hz: 120 } } });
		const [steady, wavering] = [20, 24.9].map((clock_offset_ms) => ({ ...state, clock_offset_ms }));
		expect(sensorChange(steady!, wavering!)).toBeUndefined();
	});

	it("tell the pace by itself", () => {
		fc.assert(
			fc.property(summary, summary, (before, now) => {
				const change = paceChange(before, now);
				const { attention_level, paused, window_ms } = now;
				const after = change ? applySensorChange(before, change) : before;
				expect(after).toEqual({ ...before, attention_level, paused, window_ms });
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});
