import { attributeType } from "./catalogue/catalogue.ts";
import { inferAttributeType } from "./catalogue/infer.ts";
import { isAttributeId, readText } from "./ids.ts";
import { isRecord, type JsonRecord } from "./json.ts";
import { LIMITS } from "./limits.ts";

/** What a device declares about one attribute. */
export interface AttributeMetadata {
	attribute_id: string;
	attribute_type: string;
	/** Hz; 1 when the device states none. */
	sampling_rate: number;
	/** Whether `sampling_rate` is the device's word; if not, the catalogue's interval is the better guess. */
	sampling_rate_stated: boolean;
	unit?: string;
	display_name?: string;
}

/** Declared attributes by id; without a prototype, since an attribute may be called `constructor`. */
export type AttributeMap = Record<string, AttributeMetadata>;

/** Rate of an attribute whose device states none, in Hz. */
export const DEFAULT_ATTRIBUTE_RATE = 1;

/** Creates an empty {@link AttributeMap}. */
export function emptyAttributes(): AttributeMap {
	return Object.create(null) as AttributeMap;
}

/** Reads the metadata of one attribute and fills what is missing: inferred type, 1 Hz. */
export function readAttributeMetadata(attributeId: string, metadata: JsonRecord): AttributeMetadata {
	const rate = metadata.sampling_rate;
	const stated = typeof rate === "number" && rate > 0 && rate <= LIMITS.samplingRateHz;
	const attribute: AttributeMetadata = {
		attribute_id: attributeId,
		attribute_type:
			readText(metadata.attribute_type, LIMITS.nameLength)?.toLowerCase() ?? inferAttributeType(attributeId),
		sampling_rate: stated ? rate : DEFAULT_ATTRIBUTE_RATE,
		sampling_rate_stated: stated,
	};
	const unit = readText(metadata.unit, LIMITS.unitLength);
	if (unit !== undefined) attribute.unit = unit;
	const name = readText(metadata.display_name, LIMITS.nameLength);
	if (name !== undefined) attribute.display_name = name;
	return attribute;
}

/**
 * Describes an attribute that a measurement brought along unregistered.
 *
 * An unknown id whose payload is no number is declared `structured`, so that viewers know what to expect.
 */
export function inferredAttribute(attributeId: string, payload: unknown): AttributeMetadata {
	return {
		attribute_id: attributeId,
		attribute_type: attributeType(inferAttributeType(attributeId, payload), payload).type,
		sampling_rate: DEFAULT_ATTRIBUTE_RATE,
		sampling_rate_stated: false,
	};
}

/**
 * Reads the `attributes` of a sensor join in each of its forms.
 *
 * An object of metadata by id, an array of ids, an array of metadata objects, or nothing. Entries without a valid id are
 * left out. Undefined when there are more than the 256 a sensor may have.
 */
export function readAttributes(value: unknown): AttributeMap | undefined {
	const attributes = emptyAttributes();
	const entries = listEntries(value);
	if (entries.length > LIMITS.attributesPerSensor) return undefined;
	for (const [id, metadata] of entries) {
		if (isAttributeId(id)) attributes[id] = readAttributeMetadata(id, isRecord(metadata) ? metadata : {});
	}
	return attributes;
}

function listEntries(value: unknown): readonly (readonly [unknown, unknown])[] {
	if (isRecord(value)) return Object.entries(value);
	if (!Array.isArray(value)) return [];
	return value.map((item) => (isRecord(item) ? [item.attribute_id, item] : [item, undefined]));
}
