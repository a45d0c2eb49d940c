import { LIMITS } from "../limits.ts";
import { defineErrors } from "./error-entry.ts";

/** Errors of what viewers send. */
export const VIEWER_ERRORS = defineErrors({
	invalid_subscription: {
		status: 422,
		expected: "Subscriptions must be a list of objects with sensor_id and, for one attribute, attribute_id.",
		received: "The trouble was: {received}.",
		advice: "Name a sensor by its id, and an attribute by its id or leave it out for all.",
	},
	too_many_subscriptions: {
		status: 429,
		expected: `A viewer may subscribe to at most ${LIMITS.subscriptionsPerViewer} attributes.`,
		advice: "Subscribe only to what is visible.",
	},
	too_many_leases: {
		status: 429,
		expected: `A viewer may hold at most ${LIMITS.leasesPerViewer} leases at a time.`,
		advice: "Lease only what is in sight, and remove what has left it.",
	},
	too_many_groups: {
		status: 429,
		expected: "Synchrony is compared for at most 64 different groups at a time.",
		advice: "Watch a group that others watch already, such as all sensors, or try again later.",
	},
	invalid_attention: {
		status: 422,
		expected: "Attention must have epoch, add and remove, with leases of kind view, hover, focus or pin.",
		received: "The trouble was: {received}.",
		advice: "Send the leases that were added and removed since the last message.",
	},
});
