import type { Provenance } from "../../infrastructure/database/schema.ts";

/** What is stored about a sensor and the connector it came through. */
export interface SensorDescriptor {
	/** The id on the wire. */
	sensorId: string;
	name: string;
	type: string;
	connectorId: string;
	connectorName: string;
	/** What the device said it is, e.g. `mobile`; decides the transport. */
	connectorType?: string | undefined;
	provenance: Provenance;
	/** Attribution text. */
	source?: string | null | undefined;
}

/** What is stored about one attribute. */
export interface SeriesDescriptor {
	attributeId: string;
	attributeType: string;
	unit: string | null;
	samplingRateHz: number | null;
	displayName?: string | null | undefined;
	provenance: Provenance;
	/** 32- or 64-bit floats, or JSON. */
	precision: 32 | 64 | "json";
	/** Numbers per sample. */
	stride: number;
	delivery?: "every" | "latest" | "event" | undefined;
}
