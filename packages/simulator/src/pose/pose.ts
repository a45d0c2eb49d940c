/**
 * Posture of a body: angles in rad, lengths as shares of the body's height.
 *
 * `Out` turns a limb away from the middle of the body, `Forward` swings it to the front; both are measured from hanging
 * straight down, each limb for itself.
 */
export interface Pose {
	/** Height of the hips above standing, and their shift to the body's left. */
	lift: number;
	shift: number;
	/** Tilt of the trunk to the front and to the body's left. */
	lean: number;
	tilt: number;
	/** Turn and nod of the head. */
	turn: number;
	nod: number;
	leftArmOut: number;
	leftArmForward: number;
	leftForearmOut: number;
	leftForearmForward: number;
	rightArmOut: number;
	rightArmForward: number;
	rightForearmOut: number;
	rightForearmForward: number;
	leftThighOut: number;
	leftThighForward: number;
	leftShinForward: number;
	rightThighOut: number;
	rightThighForward: number;
	rightShinForward: number;
}

/** Standing at ease. */
export const STANDING: Pose = {
	lift: 0,
	shift: 0,
	lean: 0.02,
	tilt: 0,
	turn: 0,
	nod: 0,
	leftArmOut: 0.14,
	leftArmForward: 0.02,
	leftForearmOut: 0.08,
	leftForearmForward: 0.18,
	rightArmOut: 0.14,
	rightArmForward: 0.02,
	rightForearmOut: 0.08,
	rightForearmForward: 0.18,
	leftThighOut: 0.06,
	leftThighForward: 0,
	leftShinForward: 0,
	rightThighOut: 0.06,
	rightThighForward: 0,
	rightShinForward: 0,
};

const JOINTS = Object.keys(STANDING) as (keyof Pose)[];

/** Between two poses: `share` 0 is the first, 1 the second. */
export function blend(first: Pose, second: Pose, share: number): Pose {
	if (share <= 0) return first;
	if (share >= 1) return second;
	return combined((joint) => first[joint] + share * (second[joint] - first[joint]));
}

/**
 * A movement that repeats: a smooth closed curve through its keyframes (Catmull & Rom 1974).
 *
 * @param keyframes poses at equal distances of a round.
 * @param phase rounds; whole numbers are the first keyframe.
 */
export function cyclic(keyframes: readonly Pose[], phase: number): Pose {
	const count = keyframes.length;
	const place = (phase - Math.floor(phase)) * count;
	const at = Math.floor(place);
	const t = place - at;
	const frame = (offset: number): Pose => keyframes[(at + offset + count) % count]!;
	const [a, b, c, d] = [frame(-1), frame(0), frame(1), frame(2)];
	return combined((joint) => {
		const [p, q, r, s] = [a[joint], b[joint], c[joint], d[joint]];
		return q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)));
	});
}

function combined(value: (joint: keyof Pose) => number): Pose {
	const pose = { ...STANDING };
	for (const joint of JOINTS) pose[joint] = value(joint);
	return pose;
}
