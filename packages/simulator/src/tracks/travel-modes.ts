/** How something travels; speeds in m/s, lengths in m. */
export interface TravelMode {
	speed: number;
	/** Standard deviation of the speed as a share of it; at most 0.2, so that nothing ever goes backwards. */
	variation: number;
	/** Usual radius of the route. */
	radius: number;
	/** Usual height above sea level and how far it varies. */
	altitude: number;
	climb: number;
	/** What the mode can physically do: greatest speed and greatest change of velocity, m/s². */
	maxSpeed: number;
	maxAcceleration: number;
}

/** The ways of travelling a scenario can name. */
export const TRAVEL_MODES = {
	walk: mode({ speed: 1.35, radius: 260, climb: 4, maxSpeed: 2.6, maxAcceleration: 0.8 }),
	run: mode({ speed: 3, radius: 500, climb: 6, maxSpeed: 6, maxAcceleration: 1.2 }),
	cycle: mode({ speed: 5.2, radius: 1_100, climb: 12, maxSpeed: 11, maxAcceleration: 1.5 }),
	car: mode({ speed: 13, radius: 3_500, climb: 20, maxSpeed: 26, maxAcceleration: 3 }),
	train: mode({ speed: 28, radius: 14_000, climb: 30, variation: 0.12, maxSpeed: 50, maxAcceleration: 1.5 }),
	boat: mode({ speed: 4, radius: 2_200, altitude: 0, climb: 0, maxSpeed: 8.5, maxAcceleration: 1 }),
	bird: mode({ speed: 11, radius: 1_600, altitude: 420, climb: 35, maxSpeed: 23, maxAcceleration: 4 }),
	drone: mode({ speed: 6, radius: 350, altitude: 360, climb: 10, maxSpeed: 13, maxAcceleration: 4 }),
	stationary: mode({ speed: 0, radius: 1, climb: 0, maxSpeed: 1, maxAcceleration: 0.5 }),
} as const satisfies Record<string, TravelMode>;

export type TravelModeName = keyof typeof TRAVEL_MODES;

function mode(about: Omit<TravelMode, "variation" | "altitude"> & Partial<TravelMode>): TravelMode {
	return { variation: 0.18, altitude: 300, ...about };
}
