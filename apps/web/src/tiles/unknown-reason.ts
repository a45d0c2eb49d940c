import type { AttributeSummary } from "@sensocto/protocol";

/** Why a value that the server computes from a signal has none at present; undefined for measured values. */
export function unknownReason(
	attribute: Pick<AttributeSummary, "attribute_type" | "derived_from">,
): string | undefined {
	if (attribute.derived_from === null) return undefined;
	return attribute.attribute_type === "hrv" ? "needs 30 s of clean beats" : "signal too noisy";
}
