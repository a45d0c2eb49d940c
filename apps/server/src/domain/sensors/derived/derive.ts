import type { Attribute } from "../attribute.ts";
import type { Derivation, DerivedSink } from "./derivation.ts";
import { DerivedBreath } from "./derived-breath.ts";
import { DerivedHeart } from "./derived-heart.ts";

/** What can be derived from an attribute: heart signals from an ECG, a breathing rate from respiration, else nothing. */
export function derive(attribute: Attribute, sink: DerivedSink): Derivation | null {
	switch (attribute.type.type) {
		case "ecg":
			return new DerivedHeart(attribute, sink);
		case "respiration":
			return new DerivedBreath(attribute, sink);
		default:
			return null;
	}
}
