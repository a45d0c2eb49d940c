/** How a body moves; frequencies in Hz, deviations are one standard deviation. */
export interface Movement {
	/** Rate of turning about the vertical and of tilting, rad/s, and the highest frequency of both. */
	turn: number;
	tilt: number;
	toHz: number;
	/** Shaking by hand, m/s². */
	shake: number;
	/** Steps a second; 0 for none. */
	steps: number;
	/** Up and down, fore and aft with each step, m/s². */
	bounce: number;
	surge: number;
	/** Swing with each pair of steps, rad. */
	swing: number;
}

const STILL: Movement = { turn: 0, tilt: 0, toHz: 1, shake: 0, steps: 0, bounce: 0, surge: 0, swing: 0 };

/** What a moving device may be doing. */
export const ACTIVITIES = {
	/** Lies on a table. */
	still: STILL,
	/** Held and turned in a hand. */
	handheld: { ...STILL, turn: 0.5, tilt: 0.45, toHz: 1.2, shake: 0.35 },
	/** Worn by somebody who walks. */
	walk: {
		...STILL,
		turn: 0.12,
		tilt: 0.1,
		toHz: 0.8,
		shake: 0.2,
		steps: 1.8,
		bounce: 2.4,
		surge: 1.1,
		swing: 0.12,
	},
	/** Worn by somebody who runs. */
	run: {
		...STILL,
		turn: 0.15,
		tilt: 0.15,
		toHz: 1,
		shake: 0.5,
		steps: 2.7,
		bounce: 8,
		surge: 3.2,
		swing: 0.3,
	},
} as const satisfies Record<string, Movement>;

export type Activity = keyof typeof ACTIVITIES;

/** Names of all activities. */
export const ACTIVITY_NAMES = Object.keys(ACTIVITIES) as [Activity, ...Activity[]];
