import { describe, expect, it } from "vitest";
import { isAttributeId } from "../ids.ts";
import {
	attributeType,
	CATALOGUE,
	expectedIntervalMs,
	findAttributeType,
	NUMERIC,
	STRUCTURED,
	typeOfAttribute,
} from "./catalogue.ts";
import { EVENT_INTERVAL_MS } from "./define.ts";

/** The names the protocol lists, one word each. */
const NAMES =
	`ecg heartrate hr hrv spo2 respiration imu accelerometer gyroscope magnetometer gravity quaternion euler
	heading orientation tap skeleton geolocation altitude speed temperature humidity pressure light proximity gas
	air_quality color battery button led speaker microphone body_location rich_presence steps calories distance buttplug
	vibrate rotate linear status eye_gaze eye_aperture eye_blink eye_worn numeric water_temperature
	sea_surface_temperature salinity ph dissolved_oxygen turbidity depth light_par nitrate phosphate ammonia alkalinity
	current_speed current_direction wave_height wind_speed solar_irradiance fish_count species_diversity coral_coverage
	algae_coverage bleaching_index inference_confidence raw_motion classification flex rotation_matrix device_name
	firmware hardware software manufacturer model serial sound_level breathing_sync hrv_sync rsa_coherence ppg rsp eda
	emg cpu memory load disk rr signal_quality`
		.trim()
		.split(/\s+/);

describe("the catalogue", () => {
	it.each(NAMES)("knows %s, in any case", (name) => {
		const type = findAttributeType(name);
		expect(type).toBeDefined();
		expect(findAttributeType(name.toUpperCase())).toBe(type);
	});

	it("gives every name and alias to one type only", () => {
		const names = CATALOGUE.flatMap((type) => [type.type, ...(type.aliases ?? [])]);
		expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
		for (const name of names) {
			expect(name).toBe(name.toLowerCase());
			expect(isAttributeId(name)).toBe(true);
		}
	});

	it("has fields that fit the shape, and waveforms that lose no sample", () => {
		for (const type of CATALOGUE) {
			if (type.shape === "scalar") expect(type.fields.map((field) => field.name)).toEqual(["value"]);
			if (type.shape === "structured") expect(type.fields).toEqual([]);
			const names = type.fields.map((field) => field.name);
			expect(new Set(names).size).toBe(names.length);
			if (type.waveform)
				expect([type.delivery, type.tile, type.shape]).toEqual(["every", "waveform", "scalar"]);
			if (type.delivery === "event") expect(type.intervalMs).toBe(EVENT_INTERVAL_MS);
		}
	});

	it("has a display range within the plausible one", () => {
		for (const { type, display, plausible } of CATALOGUE) {
			if (display === undefined) continue;
			expect(display[0], type).toBeLessThan(display[1]);
			if (plausible === undefined) continue;
			expect(display[0], type).toBeGreaterThanOrEqual(plausible[0]);
			expect(display[1], type).toBeLessThanOrEqual(plausible[1]);
		}
	});

	it("marks what is measured on the heart as no medical device", () => {
		const medical = CATALOGUE.filter((type) => type.medical).map((type) => type.type);
		expect(medical).toEqual(expect.arrayContaining(["ecg", "hrv", "spo2"]));
		expect(medical).not.toContain("temperature");
	});

	it("keeps positions in 64 bits", () => {
		expect(attributeType("gps").precision).toBe(64);
		expect(attributeType("ecg").precision).toBeUndefined();
	});
});

describe("attributeType", () => {
	it("types an unknown name by its payload", () => {
		expect(attributeType("x1")).toBe(NUMERIC);
		expect(attributeType("x1", 5)).toBe(NUMERIC);
		expect(attributeType("x1", null)).toBe(NUMERIC);
		expect(attributeType("x1", { value: 5 })).toBe(NUMERIC);
		expect(attributeType("x1", { value: 5, of: 6 })).toBe(STRUCTURED);
		expect(attributeType("x1", "text")).toBe(STRUCTURED);
		expect(attributeType("numeric", [1])).toBe(STRUCTURED);
		expect(attributeType("x1", { latitude: 1 }).type).toBe("geolocation");
		expect(attributeType("constructor", 5)).toBe(NUMERIC);
	});
});

describe("typeOfAttribute", () => {
	const resolve = (attribute_id: string, attribute_type: string, payload?: unknown) =>
		typeOfAttribute({ attribute_id, attribute_type }, payload).type;

	it("trusts the declared type", () => {
		expect(resolve("lead2", "ecg")).toBe("ecg");
		expect(resolve("temperature", "cpu_temperature")).toBe("cpu_temperature");
	});

	it("reads a gyroscope inferred to be an imu as a gyroscope", () => {
		expect(resolve("gyroscope", "imu")).toBe("gyroscope");
		expect(resolve("accelerometer", "imu")).toBe("accelerometer");
		expect(resolve("imu", "imu")).toBe("imu");
		expect(resolve("left_hand", "imu")).toBe("imu");
		expect(resolve("battery", "imu")).toBe("imu");
	});

	it("asks the id, then the payload, when the declared type says nothing", () => {
		expect(resolve("salinity", "numeric")).toBe("salinity");
		expect(resolve("salinity", "made_up")).toBe("salinity");
		expect(resolve("x1", "numeric", { a: 1 })).toBe("structured");
		expect(resolve("x1", "made_up", 7)).toBe("numeric");
	});
});

describe("expectedIntervalMs", () => {
	const rate = (sampling_rate: number, sampling_rate_stated: boolean) => ({
		sampling_rate,
		sampling_rate_stated,
	});

	it("follows the stated rate and else the type", () => {
		expect(expectedIntervalMs(attributeType("ecg"), rate(250, true))).toBe(4);
		expect(expectedIntervalMs(attributeType("battery"), rate(1, false))).toBe(60_000);
		expect(expectedIntervalMs(attributeType("battery"))).toBe(60_000);
	});

	it("never expects an event", () => {
		expect(expectedIntervalMs(attributeType("button"), rate(10, true))).toBe(EVENT_INTERVAL_MS);
	});
});
