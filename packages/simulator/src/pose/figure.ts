import type { Pose } from "./pose.ts";

/** A point: x to the body's left, y up, z to its front, in shares of the body's height, from the middle of the hips. */
export type Point = readonly [x: number, y: number, z: number];

/** Lengths as shares of the body's height (after Winter, Biomechanics and Motor Control of Human Movement). */
export const LENGTHS = {
	hip: 0.075,
	trunk: 0.288,
	shoulder: 0.115,
	upperArm: 0.186,
	forearm: 0.146,
	hand: 0.085,
	neck: 0.13,
	thigh: 0.245,
	shin: 0.246,
	heel: 0.045,
	foot: 0.11,
} as const;

/** Points of the head before it turns, from its middle. */
const HEAD: readonly Point[] = [
	[0, -0.01, 0.06],
	[0.012, 0.015, 0.05],
	[0.02, 0.016, 0.048],
	[0.028, 0.015, 0.044],
	[-0.012, 0.015, 0.05],
	[-0.02, 0.016, 0.048],
	[-0.028, 0.015, 0.044],
	[0.045, 0.005, 0],
	[-0.045, 0.005, 0],
	[0.016, -0.035, 0.05],
	[-0.016, -0.035, 0.05],
];

/** Ends of the fingers from the wrist: little finger, index finger, thumb; to the outside, and along the hand. */
const FINGERS = [
	{ aside: 0.022, along: 0.9 },
	{ aside: -0.012, along: 1 },
	{ aside: -0.03, along: 0.55 },
] as const;

/** The 33 landmarks of a body in a pose, in the usual order from the nose to the tips of the feet. */
export function landmarks(pose: Pose): Point[] {
	const hips: Point = [pose.shift, pose.lift, 0];
	const trunk = direction(pose.tilt, pose.lean, 1);
	const chest = along(hips, trunk, LENGTHS.trunk);
	const head = along(chest, trunk, LENGTHS.neck);
	const left = arm(
		chest,
		1,
		pose.leftArmOut,
		pose.leftArmForward,
		pose.leftForearmOut,
		pose.leftForearmForward,
	);
	const right = arm(
		chest,
		-1,
		pose.rightArmOut,
		pose.rightArmForward,
		pose.rightForearmOut,
		pose.rightForearmForward,
	);
	const leftLeg = leg(hips, 1, pose.leftThighOut, pose.leftThighForward, pose.leftShinForward);
	const rightLeg = leg(hips, -1, pose.rightThighOut, pose.rightThighForward, pose.rightShinForward);
	const pairs = (first: Point[], second: Point[]): Point[] =>
		first.flatMap((point, i) => [point, second[i]!]);
	return [
		...HEAD.map((point) => turned(head, point, pose.turn, pose.nod)),
		...pairs(left, right),
		...pairs(leftLeg, rightLeg),
	];
}

/** Shoulder, elbow, wrist, then the three fingers. */
function arm(
	chest: Point,
	side: 1 | -1,
	out: number,
	forward: number,
	foreOut: number,
	foreForward: number,
): Point[] {
	const shoulder = along(chest, [side, 0, 0], LENGTHS.shoulder);
	const elbow = along(shoulder, limb(side, out, forward), LENGTHS.upperArm);
	const fore = limb(side, foreOut, foreForward);
	const wrist = along(elbow, fore, LENGTHS.forearm);
	const across = limb(side, foreOut + Math.PI / 2, 0);
	const fingers = FINGERS.map(({ along: length, aside }) =>
		along(along(wrist, fore, length * LENGTHS.hand), across, aside),
	);
	return [shoulder, elbow, wrist, ...fingers];
}

/** Hip, knee, ankle, heel, tip of the foot. */
function leg(hips: Point, side: 1 | -1, out: number, forward: number, shinForward: number): Point[] {
	const hip = along(hips, [side, 0, 0], LENGTHS.hip);
	const knee = along(hip, limb(side, out, forward), LENGTHS.thigh);
	const ankle = along(knee, limb(side, out, shinForward), LENGTHS.shin);
	const heel = along(ankle, limb(side, 0, shinForward - 0.5), LENGTHS.heel);
	return [hip, knee, ankle, heel, along(heel, limb(side, 0.1, shinForward + 1.35), LENGTHS.foot)];
}

/** Direction of a limb that would hang down. */
function limb(side: 1 | -1, out: number, forward: number): Point {
	return direction(side * out, forward, -1);
}

function direction(aside: number, forward: number, vertical: 1 | -1): Point {
	const upright = Math.cos(forward);
	return [Math.sin(aside) * upright, vertical * Math.cos(aside) * upright, Math.sin(forward)];
}

function along([x, y, z]: Point, [dx, dy, dz]: Point, length: number): Point {
	return [x + length * dx, y + length * dy, z + length * dz];
}

/** A point of the head after it nodded and turned. */
function turned([hx, hy, hz]: Point, [x, y, z]: Point, turn: number, nod: number): Point {
	const [up, front] = [y * Math.cos(nod) + z * Math.sin(nod), z * Math.cos(nod) - y * Math.sin(nod)];
	return [
		hx + x * Math.cos(turn) + front * Math.sin(turn),
		hy + up,
		hz + front * Math.cos(turn) - x * Math.sin(turn),
	];
}
