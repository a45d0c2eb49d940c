import type { SystemLoad } from "./backpressure.ts";
import { isRecord } from "./json.ts";

/** How often frames reach a viewer, in a word; `paused`: not at all. */
export type DeliveryLabel = "high" | "medium" | "low" | "minimal" | "paused";

/** What a viewer may choose in place of what its connection allows. */
export type DeliveryChoice = "auto" | Exclude<DeliveryLabel, "paused">;

/** The choices, fastest first. */
export const DELIVERY_CHOICES: readonly DeliveryChoice[] = ["auto", "high", "medium", "low", "minimal"];

/** How busy the server is. */
export interface DeliveryLoad {
	label: SystemLoad;
	/** Set by hand for a drill, whatever is measured. */
	injected: boolean;
	/** What was nearest its limit when the label came. */
	bottleneck: string;
}

/** Payload of the server's `delivery` event: how this viewer is served from now on. */
export interface DeliveryNotice {
	/** Shortest time between two frames, ms. */
	interval_ms: number;
	label: DeliveryLabel;
	/** Why it is not the shortest, for a person, e.g. `your connection`; null when it is. */
	reason: string | null;
	chosen: DeliveryChoice;
	/** Absent while the load is normal; above that devices are asked to send less often. */
	load?: DeliveryLoad;
}

/** How a viewer is served that was told nothing yet. */
export const FULL_DELIVERY: DeliveryNotice = { interval_ms: 25, label: "high", reason: null, chosen: "auto" };

/** The word for an interval in ms. */
export function deliveryLabel(intervalMs: number): DeliveryLabel {
	if (intervalMs <= 80) return "high";
	if (intervalMs <= 160) return "medium";
	if (intervalMs <= 350) return "low";
	return intervalMs <= 1_000 ? "minimal" : "paused";
}

/** Reads a viewer's `delivery` message. */
export function readDelivery(payload: unknown): { choose: DeliveryChoice } | { reason: "invalid_payload" } {
	const choose = isRecord(payload) && DELIVERY_CHOICES.find((choice) => choice === payload.choose);
	return choose ? { choose } : { reason: "invalid_payload" };
}
