import { describe, expect, it } from "vitest";
import { Alarm } from "./alarm.ts";
import { Artefact } from "./artefact.ts";
import { EventWindow } from "./event-window.ts";
import { Silence } from "./silence.ts";

const START_MS = Date.UTC(2026, 2, 1);
const at = (seconds: number): number => START_MS + 1000 * seconds;

describe("EventWindow", () => {
	it("V1 acts once where nothing repeats it", () => {
		const window = new EventWindow({ at: 30, for: 5 }, START_MS);
		const acting = [29.999, 30, 34.999, 35, 60].map((second) => window.sinceBegin(at(second)));
		expect(acting).toEqual([undefined, 0, expect.closeTo(4.999, 6), undefined, undefined]);
	});

	it("V2 acts again each period, for days", () => {
		const window = new EventWindow({ at: 30, for: 5, every: 60 }, START_MS);
		for (const round of [0, 1, 7, 5_000]) {
			expect(window.sinceBegin(at(30 + 60 * round))).toBeCloseTo(0, 6);
			expect(window.sinceBegin(at(34.9 + 60 * round))).toBeCloseTo(4.9, 6);
			expect(window.sinceBegin(at(35.1 + 60 * round))).toBeUndefined();
			expect(window.sinceBegin(at(29.9 + 60 * round))).toBeUndefined();
		}
	});

	it("V3 rises and falls smoothly, also when it is shorter than both", () => {
		const window = new EventWindow({ at: 0, for: 10 }, START_MS);
		const strengths = [-1, 0, 1, 2, 5, 9, 10].map((second) => window.strengthAt(at(second), 2));
		expect(strengths).toEqual([0, 0, 0.5, 1, 1, expect.closeTo(0.5, 9), 0]);
		expect(new EventWindow({ at: 0, for: 2 }, START_MS).strengthAt(at(1), 60)).toBe(1);
		expect(new EventWindow({ at: 0, for: 2 }, START_MS).strengthAt(at(0), 0)).toBe(1);
	});
});

describe("disturbances", () => {
	const window = new EventWindow({ at: 10, for: 20 }, START_MS);

	it("V4 lose the samples of a silence and no others", () => {
		const silence = new Silence(window);
		expect([9.99, 10, 29.99, 30].map((second) => silence.apply(7, at(second)))).toEqual([
			7,
			undefined,
			undefined,
			7,
		]);
	});

	it("V5 cover a signal with noise of the size asked for, while they last", () => {
		const artefact = new Artefact(window, 5, 0.8);
		const noise = Array.from({ length: 4_000 }, (_, i) => artefact.apply(1, at(11 + i / 250), i) as number);
		const size = Math.sqrt(noise.reduce((sum, value) => sum + (value - 1) ** 2, 0) / noise.length);
		expect(size).toBeGreaterThan(0.55);
		expect(size).toBeLessThan(1.05);
		expect(artefact.apply(1, at(9), 0)).toBe(1);
		expect(artefact.apply(1, at(31), 0)).toBe(1);
		expect(artefact.apply({ level: 1 }, at(15), 0)).toEqual({ level: 1 });
		expect(artefact.apply(1, at(15), 77)).toBe(artefact.apply(1, at(15), 77));
	});

	it("V6 lead a value out of its range and back, a component of its own by its path", () => {
		const event = { kind: "alarm", sensorIds: new Set<string>(), attributeId: "a", at: 10, for: 20 } as const;
		const number = new Alarm(window, { ...event, value: 80, ramp: 4 });
		expect([9, 12, 20, 28, 30].map((second) => number.apply(96, at(second)))).toEqual([96, 88, 80, 88, 96]);
		const part = new Alarm(window, { ...event, field: "accelerometer.z", value: 50, ramp: 0 });
		const imu = { accelerometer: { x: 1, z: 9.8 }, gyroscope: { x: 0 } };
		expect(part.apply(imu, at(20))).toEqual({ accelerometer: { x: 1, z: 50 }, gyroscope: { x: 0 } });
		expect(imu.accelerometer.z).toBe(9.8);
		expect(part.apply("text", at(20))).toBe("text");
	});
});
