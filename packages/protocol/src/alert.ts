/** What an alert is about: a value that stands out, a new usual value, or a stream that is stuck, silent or impossible. */
export type AlertKind = "spike" | "shift" | "flat line" | "gap" | "implausible";

/** Something unusual in a sensor's stream that is worth a look. */
export interface Alert {
	/** Counts up; alerts that came later have higher numbers, also over a restart of the server. */
	id: number;
	/** Server time, milliseconds since 1970. */
	at: number;
	sensor_id: string;
	sensor_name: string;
	attribute_id: string;
	kind: AlertKind;
	/** How far from the usual, in robust standard deviations; 0 for flat lines, gaps and implausible values. */
	score: number;
	/** The value that was unusual; null for gaps. */
	value: number | null;
	/** How long the sensor is given more attention for it, ms. */
	hold_ms: number;
	/** What was usual and what came, for a person. */
	reason: string;
}

/** Payload of `alert`: the last ones when a viewer joins (`full`), afterwards new ones, newest first. */
export interface AlertUpdate {
	full?: true;
	alerts: Alert[];
}
