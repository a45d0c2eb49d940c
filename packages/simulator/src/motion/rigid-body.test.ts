import { describe, expect, it } from "vitest";
import { ACTIVITY_NAMES } from "./activities.ts";
import { headingOf, type Quaternion, toBody, type Vector } from "./attitude.ts";
import { GRAVITY, MAGNETIC_FIELD, RigidBody } from "./rigid-body.ts";

const START_S = 2e8;
const length = (vector: readonly number[]): number => Math.hypot(...vector);
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** Turns a quaternion on by a rotation about the body's axes. */
function turned([w, x, y, z]: Quaternion, rate: Vector, seconds: number): Quaternion {
	const angle = length(rate) * seconds;
	const share = angle === 0 ? 0 : (Math.sin(angle / 2) * seconds) / angle;
	const [a, b, c, d] = [Math.cos(angle / 2), rate[0] * share, rate[1] * share, rate[2] * share];
	return [
		w * a - x * b - y * c - z * d,
		w * b + x * a + y * d - z * c,
		w * c - x * d + y * a + z * b,
		w * d + x * c - y * b + z * a,
	];
}

describe("RigidBody", () => {
	it.each(ACTIVITY_NAMES)("B1 %s: integrating the gyroscope reproduces the orientation", (activity) => {
		const body = new RigidBody(4, activity);
		const step = 0.002;
		let quaternion = body.at(START_S).quaternion;
		for (let i = 0; i < 10_000; i++) {
			quaternion = turned(quaternion, body.at(START_S + (i + 0.5) * step).rate, step);
		}
		const real = body.at(START_S + 10_000 * step).quaternion;
		const cosine = Math.abs(quaternion.reduce((sum, part, i) => sum + part * real[i]!, 0));
		// Half the angle between both orientations, after 20 s.
		expect(Math.acos(Math.min(1, cosine))).toBeLessThan(0.002);
	});

	it("B2 feels gravity alone at rest, straight up", () => {
		const body = new RigidBody(9, "still");
		for (let t = 0; t < 60; t += 7) {
			const { force, rate } = body.at(START_S + t);
			expect(length(force)).toBeCloseTo(GRAVITY, 9);
			expect(force[2]).toBeGreaterThan(0.99 * GRAVITY);
			expect(length(rate)).toBe(0);
		}
	});

	it("B3 keeps the field's size and its angle with gravity, however it turns", () => {
		const body = new RigidBody(5, "handheld");
		for (let t = 0; t < 120; t += 0.7) {
			const { field, gravity } = body.at(START_S + t);
			expect(length(field)).toBeCloseTo(length(MAGNETIC_FIELD), 9);
			expect(dot(field, gravity) / GRAVITY).toBeCloseTo(MAGNETIC_FIELD[2], 9);
		}
	});

	it("B4 moves with its steps: the force oscillates at the step rate around gravity", () => {
		const body = new RigidBody(6, "walk");
		const up: number[] = [];
		for (let i = 0; i < 3_000; i++) {
			const { force, gravity } = body.at(START_S + i * 0.01);
			up.push(dot(force, gravity) / GRAVITY - GRAVITY);
		}
		const mean = up.reduce((sum, value) => sum + value, 0) / up.length;
		const smooth = up.map((_, i) => up.slice(Math.max(0, i - 12), i + 13).reduce((a, b) => a + b, 0));
		const steps = smooth.filter((value, i) => i > 0 && value >= 0 && smooth[i - 1]! < 0).length;
		expect(Math.abs(mean)).toBeLessThan(0.15);
		expect(steps / 30).toBeGreaterThan(1.6);
		expect(steps / 30).toBeLessThan(2);
	});

	it("B5 points where its angles say: a quarter turn to the left heads west", () => {
		expect(headingOf({ roll: 0, pitch: 0, yaw: 0 })).toBe(0);
		expect(headingOf({ roll: 0, pitch: 0, yaw: Math.PI / 2 })).toBeCloseTo(270, 9);
		const [x, y] = toBody({ roll: 0, pitch: 0, yaw: Math.PI / 2 }, [0, 1, 0]);
		expect([x, y]).toEqual([expect.closeTo(1, 9), expect.closeTo(0, 9)]);
	});

	it("B6 never jumps and keeps its pitch away from upright", () => {
		for (const activity of ACTIVITY_NAMES) {
			const body = new RigidBody(8, activity);
			for (let i = 1; i < 2_000; i++) {
				const [now, before] = [body.at(START_S + i * 0.02), body.at(START_S + (i - 1) * 0.02)];
				expect(Math.abs(now.angles.pitch)).toBeLessThan(Math.PI / 2);
				const change = length(now.quaternion.map((part, k) => part - before.quaternion[k]!));
				expect(change).toBeLessThan(0.08);
			}
		}
	});
});
