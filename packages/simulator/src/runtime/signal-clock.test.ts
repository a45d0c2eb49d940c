import { describe, expect, it } from "vitest";
import { isSpeed, readAnchor, SignalClock } from "./signal-clock.ts";

const WALL_S = 2e8;

describe("SignalClock", () => {
	it("W1 refuses anchors that are none and speeds out of bounds", () => {
		for (const anchor of [null, {}, { wall_s: 1, signal_s: 2 }, { wall_s: 1, signal_s: 2, speed: 99 }]) {
			expect(readAnchor(anchor)).toBeUndefined();
		}
		expect([0, 0.2, 17, Number.NaN, "2", undefined].some(isSpeed)).toBe(false);
		expect([0.25, 1, 16].every(isSpeed)).toBe(true);
	});

	it("W2 is the time on the wall, to the bit, until the speed changes", () => {
		const clock = new SignalClock();
		clock.setSpeed(1, WALL_S);
		for (let i = 0; i < 1_000; i++) expect(clock.at(WALL_S + i / 250)).toBe(WALL_S + i / 250);
	});

	it("W3 bends without a jump, and still knows the stretch before", () => {
		const clock = new SignalClock();
		clock.setSpeed(4, WALL_S);
		expect(clock.at(WALL_S + 10)).toBe(WALL_S + 40);
		clock.setSpeed(0.5, WALL_S + 10);
		expect(clock.at(WALL_S + 10)).toBe(WALL_S + 40);
		expect(clock.at(WALL_S + 14)).toBe(WALL_S + 42);
		expect(clock.at(WALL_S + 9)).toBe(WALL_S + 36);
	});

	it("W4 goes on from its anchor as if it had never ended", () => {
		const clock = new SignalClock();
		clock.setSpeed(8, WALL_S);
		const later = new SignalClock(readAnchor(JSON.parse(JSON.stringify(clock.anchor))));
		expect(later.at(WALL_S + 1_000)).toBe(clock.at(WALL_S + 1_000));
		expect(later.speed).toBe(8);
	});
});
