import { LIMITS } from "../limits.ts";
import { defineErrors } from "./error-entry.ts";

/** Errors of what devices send on sensor and connector channels. */
export const SENSOR_ERRORS = defineErrors({
	invalid_attribute_id: {
		status: 422,
		expected: "An attribute id must be 1 to 64 letters, digits, _ or -, and begin with a letter or digit.",
		received: "It was {received}.",
		advice: "Rename the attribute.",
	},
	missing_fields: {
		status: 422,
		expected: "A measurement must have attribute_id, payload and timestamp.",
		received: "Missing: {missing}.",
		advice: "Add what is missing; a payload may be null, but not absent.",
	},
	invalid_timestamp: {
		status: 422,
		expected: "A timestamp must be milliseconds since 1970 as a number, from 0 to the year 9999.",
		received: "It was {received}.",
		advice: "Send the device's time in milliseconds.",
	},
	invalid_batch: {
		status: 422,
		expected:
			"A batch must be an array of measurements, or columns of numbers, all of them valid; none of it was stored.",
		received: "{failed_count} of them were not valid.",
		advice: "Correct them and send the whole batch again.",
	},
	batch_too_large: {
		status: 413,
		expected: `A batch may hold at most ${LIMITS.batchMeasurements} measurements; none of it was stored.`,
		received: "This one held {count}.",
		advice: "Split it.",
	},
	payload_too_large: {
		status: 413,
		expected: `A payload may hold at most ${LIMITS.payloadBytes} bytes as JSON.`,
		advice: "Send less in one measurement.",
	},
	payload_too_deep: {
		status: 413,
		expected: `A payload may be nested at most ${LIMITS.payloadDepth} levels deep.`,
		advice: "Send a flatter payload.",
	},
	too_many_attributes: {
		status: 422,
		expected: `A sensor may have at most ${LIMITS.attributesPerSensor} attributes.`,
		received: "This would make {count}.",
		advice: "Unregister attributes that are not needed, or use a second sensor.",
	},
	invalid_action: {
		status: 422,
		expected: "An attribute update's action must be register or unregister.",
		received: "It was {received}.",
		advice: "Send one of these.",
	},
	invalid_metadata: {
		status: 422,
		expected: "An attribute's metadata must be an object.",
		advice: "Send attribute_type and sampling_rate in an object.",
	},
	invalid_connector_name: {
		status: 422,
		expected: `A connector's name must be a text of 1 to ${LIMITS.connectorNameBytes} bytes.`,
		advice: "Choose a shorter name that is not empty.",
	},
	batch_out_of_order: {
		status: 409,
		expected: "The numbers of a session's batches must be consecutive; this one was not stored.",
		received: "It was {received}, expected was {expected_seq}.",
		advice: "Send the batches from the expected number again, in order.",
	},
	session_replaced: {
		status: 409,
		expected: "A device session is fed by the channel that joined with it last; this is an earlier one.",
		advice: "Send on the newest connection, and give each device a session of its own.",
	},
	sensor_unavailable: {
		status: 503,
		expected: "The sensor's process is restarting.",
		advice: "Send again in a moment.",
	},
});
