import type { AttributeMetadata } from "@sensocto/protocol";
import type { Attribute, Sample } from "../attribute.ts";

/** Receives one derived sample; `time` is device time and `arrived` server time, both in ms. */
export type DerivedSink = (
	metadata: AttributeMetadata,
	time: number,
	sample: Sample,
	arrived: number,
) => void;

/** Computes attributes from the samples of another one. */
export interface Derivation {
	/** Takes in the sample that was stored at a ring position; hot path. */
	sample(position: number, time: number, value: number, arrived: number): void;
}

const ATTRIBUTE_ID_LENGTH = 64;

/** Describes an attribute that is derived from another: its id is that one's with a suffix. */
export function derivedMetadata(
	from: Attribute,
	suffix: string,
	type: string,
	name: string,
	rateHz?: number,
): AttributeMetadata {
	return {
		attribute_id: `${from.id.slice(0, ATTRIBUTE_ID_LENGTH - suffix.length - 1)}_${suffix}`,
		attribute_type: type,
		sampling_rate: rateHz ?? 1,
		sampling_rate_stated: rateHz !== undefined,
		display_name: name,
	};
}
