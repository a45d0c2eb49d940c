import type { JsonValue } from "@sensocto/protocol";

/** Consecutive samples of one attribute. */
export interface SampleBlock {
	/** Device time of each sample, ms since the epoch. */
	times: Float64Array;
	/**
	 * The values; NaN is an unknown one. Those of a vector stand together, `stride` numbers for each sample in the
	 * order of the type's fields. Samples that are no numbers are JSON, with a stride of 1.
	 */
	values: Float64Array | JsonValue[];
	/** Values for each sample. */
	stride: number;
	/** Whether these are from before the subscription. */
	isSeed: boolean;
	/** Running number of the first sample, when the encoding has one. */
	seq?: number;
	/** Set when samples before these were left out. */
	gap?: { reason: string };
}

/** Who wants samples of an attribute. */
export interface BlockReceiver {
	/** Type of the catalogue; undefined when it is to follow from the attribute's id and payload. */
	readonly attributeType: string | undefined;
	receive(block: SampleBlock): void;
}

/** Finds the receiver of an attribute; what nobody wants is not decoded. */
export type FindReceiver = (sensorId: string, attributeId: string) => BlockReceiver | undefined;

/** Reads the payload of a `sensor_batch` and hands over what is wanted of it. */
export type BatchDecoder = (payload: unknown, find: FindReceiver) => void;
