/** When an event acts, in seconds of the clock on the wall since the run's start. */
export interface EventTiming {
	at: number;
	/** Length of each time it acts. */
	for: number;
	/** Again each so many seconds; absent for once. */
	every?: number | undefined;
}

/** Devices fall silent, or lose their connection. */
export interface DropoutEvent extends EventTiming {
	kind: "dropout";
	how: "silent" | "disconnected";
	/** Ids of connectors or of sensors. */
	connectorIds: ReadonlySet<string>;
	sensorIds: ReadonlySet<string>;
}

/** An attribute is covered by noise, as by a moving electrode. */
export interface ArtefactEvent extends EventTiming {
	kind: "artefact";
	sensorIds: ReadonlySet<string>;
	attributeId: string;
	/** Size of the noise in the attribute's unit, one standard deviation. */
	amplitude: number;
}

/** An attribute leaves its range for a value. */
export interface AlarmEvent extends EventTiming {
	kind: "alarm";
	sensorIds: ReadonlySet<string>;
	attributeId: string;
	/** Component that leaves its range; absent for attributes that are one number. */
	field?: string | undefined;
	value: number;
	/** Time to get to the value, and back at the end, s. */
	ramp: number;
}

/** One entry of a scenario's timeline. */
export type ScenarioEvent = DropoutEvent | ArtefactEvent | AlarmEvent;
