/** Bounds of a scenario. */
export const SCENARIO_LIMITS = {
	/** Characters of its text. */
	textLength: 262_144,
	connectors: 200,
	/** Sensors of one connector; the protocol allows 100 channels a connection and the connector uses one. */
	sensorsPerConnector: 99,
	/** Sensors of the whole scenario. */
	sensors: 2_000,
	attributesPerSensor: 32,
	groups: 50,
	/** Entries of the timeline. */
	events: 100,
	/** Samples a second of one attribute. */
	rateHz: 1_000,
	/** Problems reported at once. */
	problems: 100,
} as const;
