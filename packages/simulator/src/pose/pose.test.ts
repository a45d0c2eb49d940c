import { describe, expect, it } from "vitest";
import { SkeletonGenerator } from "../generators/skeleton-generator.ts";
import { LENGTHS, landmarks, type Point } from "./figure.ts";
import { MOVEMENT_NAMES, MOVEMENTS } from "./keyframes.ts";
import { cyclic } from "./pose.ts";
import { PoseSequence } from "./pose-sequence.ts";

const START_S = 2e8;
const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const BONES = [
	[11, 13, LENGTHS.upperArm],
	[12, 14, LENGTHS.upperArm],
	[13, 15, LENGTHS.forearm],
	[14, 16, LENGTHS.forearm],
	[23, 25, LENGTHS.thigh],
	[24, 26, LENGTHS.thigh],
	[25, 27, LENGTHS.shin],
	[26, 28, LENGTHS.shin],
	[11, 12, 2 * LENGTHS.shoulder],
] as const;

describe("the figure", () => {
	it("K1 has 33 landmarks and bones of constant length in every movement and between them", () => {
		const sequence = new PoseSequence(3, MOVEMENT_NAMES, 4);
		for (let t = 0; t < 60; t += 0.07) {
			const points = landmarks(sequence.poseAt(START_S + t));
			expect(points.length).toBe(33);
			for (const [from, to, length] of BONES) {
				expect(distance(points[from]!, points[to]!)).toBeCloseTo(length, 9);
			}
		}
	});

	it("K2 passes its keyframes and returns to the first one", () => {
		for (const name of MOVEMENT_NAMES) {
			const { keyframes } = MOVEMENTS[name];
			const passed = keyframes.map((_, i) => cyclic(keyframes, 5 + i / keyframes.length));
			expect(passed).toEqual([...keyframes]);
			expect(cyclic(keyframes, 1 - 1e-9).leftThighForward).toBeCloseTo(keyframes[0].leftThighForward, 6);
		}
	});

	it("K3 walks with opposite legs, and each arm with the other side's leg", () => {
		const { keyframes, hz } = MOVEMENTS.walking;
		let [legs, armAndLeg] = [0, 0];
		for (let t = 0; t < 1 / hz; t += 0.01) {
			const points = landmarks(cyclic(keyframes, hz * t));
			legs += points[27]![2] * points[28]![2];
			armAndLeg += points[15]![2] * points[28]![2];
			// A knee bends backwards only.
			for (const [hip, knee, ankle] of [
				[23, 25, 27],
				[24, 26, 28],
			] as const) {
				const thigh = Math.asin((points[knee]![2] - points[hip]![2]) / LENGTHS.thigh);
				const shin = Math.asin((points[ankle]![2] - points[knee]![2]) / LENGTHS.shin);
				expect(thigh - shin).toBeGreaterThan(-0.08);
			}
		}
		expect(legs).toBeLessThan(0);
		expect(armAndLeg).toBeGreaterThan(0);
	});

	it("K4 waves with the right hand above its head, from side to side", () => {
		const { keyframes } = MOVEMENTS.waving;
		const wrists = Array.from({ length: 40 }, (_, i) => landmarks(cyclic(keyframes, i / 40)));
		expect(wrists.every((points) => points[16]![1] > points[0]![1])).toBe(true);
		const sides = wrists.map((points) => points[16]![0]);
		expect(Math.max(...sides) - Math.min(...sides)).toBeGreaterThan(0.1);
	});

	it("K5 moves no faster than people do, also from one movement to the next", () => {
		const sequence = new PoseSequence(5, MOVEMENT_NAMES, 3);
		for (let t = 0; t < 60; t += 0.02) {
			const [a, b] = [
				landmarks(sequence.poseAt(START_S + t)),
				landmarks(sequence.poseAt(START_S + t + 0.02)),
			];
			// In body heights a second: about 7 m/s.
			expect(Math.max(...a.map((point, i) => distance(point, b[i]!) / 0.02))).toBeLessThan(4);
		}
	});
});

describe("SkeletonGenerator", () => {
	it("K6 stays in the picture, with what is behind less visible", () => {
		const params = { movements: MOVEMENT_NAMES, hold_s: 4, noise: 0.002 };
		const skeleton = new SkeletonGenerator(8, params);
		const seen = new Set<number>();
		for (let i = 0; i < 600; i++) {
			for (const { v, x, y, z } of skeleton.sample(i, START_S + i / 10).landmarks) {
				expect(x > 0 && x < 1 && y > 0 && y < 1).toBe(true);
				expect(v >= 0 && v <= 1).toBe(true);
				if (z > 0.2) seen.add(v);
				if (z < 0) expect(v).toBeGreaterThan(0.95);
			}
		}
		expect(Math.min(...seen)).toBeLessThan(0.8);
	});
});
