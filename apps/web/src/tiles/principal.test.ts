import type { AttributeSummary, SensorSummary } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { attributeLabel, batteryLevel, principalAttribute, secondaryAttribute } from "./principal.ts";

function attribute(id: string, more: Partial<AttributeSummary> = {}): AttributeSummary {
	return {
		attribute_id: id,
		attribute_type: id,
		display_name: null,
		unit: null,
		sampling_rate: 1,
		interval_ms: 1000,
		provenance: "real",
		derived_from: null,
		last_value: null,
		rate_hz: 0,
		...more,
	};
}

function sensor(...attributes: AttributeSummary[]): SensorSummary {
	return { attributes } as SensorSummary;
}

describe("principalAttribute", () => {
	it("is undefined for a sensor without attributes", () => {
		expect(principalAttribute(sensor())).toBeUndefined();
	});

	it("prefers a waveform to figures and to the battery", () => {
		const all = sensor(attribute("battery"), attribute("heartrate"), attribute("ecg"));
		expect(principalAttribute(all)?.attribute_id).toBe("ecg");
	});

	it("takes the battery only when there is nothing else", () => {
		expect(principalAttribute(sensor(attribute("battery")))?.attribute_id).toBe("battery");
		expect(principalAttribute(sensor(attribute("battery"), attribute("salt")))?.attribute_id).toBe("salt");
	});

	it("prefers what is measured to what is computed", () => {
		const derived = attribute("heartrate", { derived_from: "ppg" });
		expect(principalAttribute(sensor(derived, attribute("ppg")))?.attribute_id).toBe("ppg");
	});
});

describe("secondaryAttribute", () => {
	it("prefers the figure computed from the signal itself", () => {
		const derived = attribute("ecg_heartrate", { attribute_type: "heartrate", derived_from: "ecg" });
		const strap = sensor(attribute("ecg"), attribute("heartrate"), derived);
		expect(secondaryAttribute(strap, strap.attributes[0]!)).toBe(derived);
	});

	it("is the heart rate beside an ECG and nothing beside a temperature", () => {
		const heart = sensor(attribute("ecg"), attribute("heartrate"));
		expect(secondaryAttribute(heart, heart.attributes[0]!)?.attribute_id).toBe("heartrate");
		const room = sensor(attribute("temperature"), attribute("heartrate"));
		expect(secondaryAttribute(room, room.attributes[0]!)).toBeUndefined();
	});
});

describe("batteryLevel", () => {
	it("reads both shapes and tells nothing without a value", () => {
		const at = (payload: number | { level: number } | null): SensorSummary =>
			sensor(attribute("battery", { last_value: { payload, timestamp: 0 } }));
		expect(batteryLevel(at(41))).toBe(41);
		expect(batteryLevel(at({ level: 8 }))).toBe(8);
		expect(batteryLevel(at(null))).toBeUndefined();
		expect(batteryLevel(sensor(attribute("battery")))).toBeUndefined();
	});
});

describe("attributeLabel", () => {
	it("keeps acronyms, lowers titles and uses given names", () => {
		expect(attributeLabel(attribute("ecg"))).toBe("ECG");
		expect(attributeLabel(attribute("heartrate"))).toBe("heart rate");
		expect(attributeLabel(attribute("salt"))).toBe("salt");
		expect(attributeLabel(attribute("ecg", { display_name: "Lead II" }))).toBe("Lead II");
	});
});
