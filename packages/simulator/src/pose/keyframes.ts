import { type Pose, STANDING } from "./pose.ts";

/** A movement: poses at equal distances of a round, and rounds a second. */
export interface Movement {
	hz: number;
	keyframes: readonly Pose[];
}

/** Half of a walking round: the left leg swings to the front while the right one carries. */
const LEFT_STEP: readonly Partial<Pose>[] = [
	{
		lift: -0.012,
		leftThighForward: 0.42,
		leftShinForward: 0.3,
		rightThighForward: -0.34,
		rightShinForward: -0.5,
		leftArmForward: -0.38,
		leftForearmForward: -0.12,
		rightArmForward: 0.36,
		rightForearmForward: 0.7,
	},
	{
		lift: 0.012,
		shift: 0.012,
		leftThighForward: 0.06,
		leftShinForward: 0.02,
		rightThighForward: 0.2,
		rightShinForward: -0.85,
		leftArmForward: 0,
		leftForearmForward: 0.3,
		rightArmForward: 0,
		rightForearmForward: 0.3,
	},
];

/** The same posture with left and right exchanged. */
function mirrored(pose: Partial<Pose>): Partial<Pose> {
	return Object.fromEntries(
		Object.entries(pose).map(([joint, value]) => {
			if (joint === "shift" || joint === "tilt" || joint === "turn") return [joint, -value];
			const other = joint.startsWith("left")
				? joint.replace("left", "right")
				: joint.replace("right", "left");
			return [other, value];
		}),
	);
}

const stand = (pose: Partial<Pose>): Pose => ({ ...STANDING, ...pose });

/** The right arm raised, the forearm to one side and to the other. */
const RAISED: Partial<Pose> = {
	rightArmOut: 1.75,
	rightArmForward: 0.1,
	rightForearmForward: 0.15,
	nod: -0.05,
};

/** What the figure can do. */
export const MOVEMENTS = {
	standing: {
		hz: 0.22,
		keyframes: [stand({}), stand({ lift: 0.002, lean: 0.028, shift: 0.006, tilt: 0.01, turn: 0.1 })],
	},
	walking: {
		hz: 0.9,
		keyframes: [...LEFT_STEP, ...LEFT_STEP.map(mirrored)].map((pose) => stand({ lean: 0.06, ...pose })),
	},
	waving: {
		hz: 1.4,
		keyframes: [
			stand({ ...RAISED, rightForearmOut: 2.55, turn: -0.06 }),
			stand({ ...RAISED, rightForearmOut: 3.1 }),
			stand({ ...RAISED, rightForearmOut: 3.6, turn: 0.04 }),
			stand({ ...RAISED, rightForearmOut: 3.1 }),
		],
	},
} as const satisfies Record<string, Movement>;

export type MovementName = keyof typeof MOVEMENTS;

/** Names of all movements. */
export const MOVEMENT_NAMES = Object.keys(MOVEMENTS) as [MovementName, ...MovementName[]];
