import { isAttributeId } from "./ids.ts";
import { isRecord } from "./json.ts";
import { type AttributeMetadata, readAttributeMetadata } from "./sensor-attributes.ts";

/** A change of a sensor's declared attributes. */
export type AttributeUpdate =
	| { action: "register"; attributeId: string; metadata: AttributeMetadata }
	| { action: "unregister"; attributeId: string };

/** Why an attribute update is refused: a code of the error catalogue, which is also the wire reason. */
export interface AttributeUpdateRefusal {
	reason: "missing_fields" | "invalid_action" | "invalid_attribute_id" | "invalid_metadata";
}

const ACTIONS: ReadonlyMap<unknown, AttributeUpdate["action"]> = new Map([
	["register", "register"],
	["add", "register"],
	["update", "register"],
	["unregister", "unregister"],
	["remove", "unregister"],
]);

/**
 * Reads an `update_attributes` payload; the action is checked before the attribute id.
 *
 * `add` and `update` mean register, `remove` means unregister, which needs no metadata.
 */
export function readAttributeUpdate(value: unknown): AttributeUpdate | AttributeUpdateRefusal {
	if (!isRecord(value) || value.action === undefined) return { reason: "missing_fields" };
	const action = ACTIONS.get(value.action);
	if (action === undefined) return { reason: "invalid_action" };
	const attributeId = value.attribute_id;
	if (attributeId === undefined) return { reason: "missing_fields" };
	if (!isAttributeId(attributeId)) return { reason: "invalid_attribute_id" };
	if (action === "unregister") return { action, attributeId };
	if (value.metadata === undefined) return { reason: "missing_fields" };
	if (!isRecord(value.metadata)) return { reason: "invalid_metadata" };
	return { action, attributeId, metadata: readAttributeMetadata(attributeId, value.metadata) };
}
