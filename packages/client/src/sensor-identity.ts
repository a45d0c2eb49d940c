/** One attribute a sensor announces. */
export interface AttributeDescription {
	/** Type of the catalogue, e.g. `ecg`. */
	attribute_type: string;
	/** Samples a second. */
	sampling_rate: number;
	unit?: string;
	display_name?: string;
}

/** What a sensor says about itself when it joins. */
export interface SensorIdentity {
	/** 1–255 bytes; may contain `:`. */
	sensorId: string;
	sensorName: string;
	sensorType: string;
	connectorId: string;
	connectorName: string;
	connectorType: string;
	/** By attribute id. */
	attributes: Readonly<Record<string, AttributeDescription>>;
	provenance: "real" | "simulated" | "replayed";
	/** Attribution of recorded data, at most 300 characters. */
	source?: string;
	/** Empty where the server needs none. */
	bearerToken?: string;
}

/** An attribute faster than this, in Hz, is a waveform. */
export const WAVEFORM_HZ = 10;

/** Declared rate of an attribute in Hz; 1 when it was not announced. */
export function samplingRate(identity: SensorIdentity, attributeId: string): number {
	return identity.attributes[attributeId]?.sampling_rate ?? 1;
}

/** Join parameters of a sensor channel. */
export function sensorJoinParams(identity: SensorIdentity): Record<string, unknown> {
	const entries = Object.entries(identity.attributes);
	return {
		connector_id: identity.connectorId,
		connector_name: identity.connectorName,
		connector_type: identity.connectorType,
		sensor_id: identity.sensorId,
		sensor_name: identity.sensorName,
		sensor_type: identity.sensorType,
		attributes: Object.fromEntries(entries.map(([id, about]) => [id, { attribute_id: id, ...about }])),
		sampling_rate: Math.max(1, ...entries.map(([, about]) => about.sampling_rate)),
		batch_size: 5,
		bearer_token: identity.bearerToken ?? "",
		provenance: identity.provenance,
		...(identity.source === undefined ? {} : { source: identity.source }),
	};
}
