import { type AttributeSummary, attributeType, type SensorSummary } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { StreamBuffer } from "../stores/stream-buffer.ts";
import { lineIntervalMs, plotSummary, tileFacts } from "./tile-facts.ts";

const NOW = 1_000_000;

function subject(more: Partial<AttributeSummary> = {}, sensor: Partial<SensorSummary> = {}) {
	const attribute = {
		attribute_id: "heartrate",
		attribute_type: "heartrate",
		unit: "bpm",
		sampling_rate: 1,
		interval_ms: 1000,
		last_value: null,
		derived_from: null,
		rate_hz: 0,
		...more,
	} as AttributeSummary;
	return {
		sensor: {
			sensor_name: "Person 2",
			status: "online",
			window_ms: 500,
			clock_offset_ms: 0,
			...sensor,
		} as SensorSummary,
		attribute,
		type: attributeType(attribute.attribute_type),
		buffer: undefined as StreamBuffer | undefined,
	};
}

function filled(attributeId: string, t0: number, values: number[], stepMs: number): StreamBuffer {
	const buffer = new StreamBuffer("s", attributeId, attributeType(attributeId));
	buffer.append({ seq: 0, t0, dt: values.map((_, i) => i * stepMs), v: values }, true);
	return buffer;
}

describe("tileFacts", () => {
	it("says that there is no value yet", () => {
		const facts = tileFacts(subject(), NOW, true);
		expect(facts).toMatchObject({
			state: "unknown",
			value: { text: "—", unit: "bpm" },
			note: "no value yet",
		});
	});

	it("never shows an old value as the present one, but what it was", () => {
		const old = subject({ last_value: { payload: 72, timestamp: NOW - 41_000 } });
		expect(tileFacts(old, NOW, true)).toMatchObject({
			state: "stale",
			value: { text: "—", unit: "bpm" },
			note: "41 s old, was 72",
		});
	});

	it("says why a computed value is missing, and does not call it live", () => {
		const hrv = { attribute_id: "ecg_hrv", attribute_type: "hrv", interval_ms: 5_000, derived_from: "ecg" };
		const lacking = subject({ ...hrv, last_value: { payload: {}, timestamp: NOW - 1_000 } });
		expect(tileFacts(lacking, NOW, true)).toMatchObject({
			state: "unknown",
			note: "needs 30 s of clean beats",
		});
		const known = subject({ ...hrv, last_value: { payload: { rmssd: 41 }, timestamp: NOW - 1_000 } });
		expect(tileFacts(known, NOW, true)).toMatchObject({ state: "live", value: { text: "41" } });
	});

	it("takes the window with which samples were gathered for their age, not one just told", () => {
		const slow = subject({ last_value: { payload: 72, timestamp: NOW - 3_900 } }, { window_ms: 200 });
		expect(tileFacts(slow, NOW, true).state).toBe("late");
		expect(tileFacts({ ...slow, gatheredMs: 2_000 }, NOW, true).state).toBe("live");
	});

	it("does not spell out an old pose", () => {
		const pose = { attribute_type: "skeleton", interval_ms: 100 };
		const value = { payload: { landmarks: [{ x: 0.5, y: 0.5 }] }, timestamp: NOW - 41_000 };
		expect(tileFacts(subject({ ...pose, last_value: value }), NOW, true).note).toBe("41 s old");
	});

	it("gives events an age and no rate", () => {
		const press = { attribute_type: "button", interval_ms: 86_400_000, rate_hz: 0.4 };
		const value = { payload: 2, timestamp: NOW - 3000 };
		expect(tileFacts(subject({ ...press, last_value: value }), NOW, true)).toMatchObject({
			state: "live",
			note: "3 s",
			reduced: false,
		});
	});

	it("leaves live style at once when the sensor or this page loses its connection", () => {
		const value = { last_value: { payload: 72, timestamp: NOW - 10 } };
		expect(tileFacts(subject(value, { status: "offline" }), NOW, true).state).toBe("unavailable");
		expect(tileFacts({ ...subject(value), connected: false }, NOW, true).state).toBe("unavailable");
	});

	it("takes the newest sample of the stream, by the device's clock", () => {
		const live = subject({}, { clock_offset_ms: 5000 });
		live.buffer = filled("heartrate", NOW - 8000, [70, 71, 72, 73], 1000);
		expect(tileFacts(live, NOW, true)).toMatchObject({
			state: "live",
			value: { text: "73" },
			note: "1 Hz · 0 ms",
		});
	});

	it("shows what was at a held instant", () => {
		const held = subject();
		held.buffer = filled("heartrate", NOW - 3000, [70, 71, 72, 73], 1000);
		expect(tileFacts(held, NOW - 1500, false)).toMatchObject({ value: { text: "71" }, ageMs: 500 });
	});

	it("names the measured and the declared rate when they differ", () => {
		const ecg = subject({ attribute_id: "ecg", attribute_type: "ecg", sampling_rate: 250, interval_ms: 4 });
		ecg.buffer = filled("ecg", NOW - 1000, new Array(26).fill(0.1), 40);
		const facts = tileFacts(ecg, NOW, true);
		expect(facts.note).toBe("25 Hz of 250 Hz · 0 ms");
		expect(facts.reduced).toBe(true);
	});

	it("counts lateness in intervals", () => {
		const late = subject({ last_value: { payload: 72, timestamp: NOW - 2600 } });
		expect(tileFacts(late, NOW, true)).toMatchObject({ state: "late", note: "late: 2.6× interval" });
	});

	it("expects no more than this page is sent", () => {
		const slow = subject({ interval_ms: 4, last_value: { payload: 72, timestamp: NOW - 1900 } });
		expect(tileFacts({ ...slow, deliveryMs: 1000 }, NOW, true).state).toBe("live");
		expect(tileFacts({ ...slow, deliveryMs: 25 }, NOW, true).state).not.toBe("live");
	});

	it("reads nested components from the last value", () => {
		const imu = subject({
			attribute_id: "imu",
			attribute_type: "imu",
			unit: null,
			last_value: { payload: { accelerometer: { x: 1, y: 2, z: 3 } }, timestamp: NOW },
		});
		expect(tileFacts(imu, NOW, true).value).toEqual({ text: "1.00 · 2.00 · 3.00", unit: "m/s²" });
	});
});

describe("lineIntervalMs", () => {
	it("is the sending window only where just the newest value of a window comes", () => {
		expect(lineIntervalMs(subject({}, { window_ms: 5000 }))).toBe(5000);
		const ecg = subject({ attribute_id: "ecg", attribute_type: "ecg", interval_ms: 4 }, { window_ms: 5000 });
		expect(lineIntervalMs(ecg)).toBe(4);
		expect(lineIntervalMs(subject({ interval_ms: 0 }))).toBe(2000);
	});
});

describe("plotSummary", () => {
	it("tells signal, person, window, newest value, state and range", () => {
		const live = subject();
		live.buffer = filled("heartrate", NOW - 3000, [70, 76, 72, 73], 1000);
		expect(plotSummary(live, tileFacts(live, NOW, true), "heart rate", 10_000)).toBe(
			"heart rate of Person 2, last 10 s: 73 bpm, live. Between 70 and 76.",
		);
		expect(plotSummary(subject(), tileFacts(subject(), NOW, true), "heart rate", 10_000)).toBe(
			"heart rate of Person 2, last 10 s: no values yet.",
		);
	});
});
