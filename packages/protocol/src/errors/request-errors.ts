import { LIMITS } from "../limits.ts";
import { defineErrors } from "./error-entry.ts";

/** Errors of REST requests. */
export const REQUEST_ERRORS = defineErrors({
	bad_request: {
		status: 400,
		expected: "The request could not be understood.",
		received: "The trouble was: {received}.",
		advice: "See the API description at /api/openapi.json.",
	},
	not_found: {
		status: 404,
		expected: "There is nothing at this address.",
		received: "The address was {path}.",
		advice: "See the API description at /api/openapi.json.",
	},
	method_not_allowed: {
		status: 405,
		expected: "This address does not support the method.",
		received: "The method was {method}.",
		advice: "See the API description at /api/openapi.json.",
	},
	not_acceptable: {
		status: 406,
		expected: "This address answers with JSON.",
		advice: "Send Accept: application/json.",
	},
	conflict: {
		status: 409,
		expected: "The request does not fit the present state.",
		received: "The trouble was: {received}.",
		advice: "Read the present state and try again.",
	},
	body_too_large: {
		status: 413,
		expected: `A request's body may hold at most ${LIMITS.bodyBytes} bytes.`,
		advice: "Send less.",
	},
	validation_failed: {
		status: 422,
		expected: "The request's values must be valid.",
		received: "The trouble was: {received}.",
		advice: "Correct the values named in details.",
	},
	invalid_range: {
		status: 422,
		expected: "from must be before to; both are ISO 8601 times or milliseconds since 1970.",
		received: "The range was {from} to {to}.",
		advice: "Send an earlier from or a later to.",
	},
	sensor_not_found: {
		status: 404,
		expected: "There is no sensor with this id.",
		received: "The id was {sensor_id}.",
		advice: "See /api/sensors for those that exist.",
	},
	attribute_not_found: {
		status: 404,
		expected: "The sensor has no attribute with this id.",
		received: "The id was {attribute_id}.",
		advice: "See /api/sensors for those that exist.",
	},
	scenario_not_found: {
		status: 404,
		expected: "There is no scenario with this name.",
		received: "The name was {name}.",
		advice: "See /api/simulator for those that exist.",
	},
	invalid_scenario: {
		status: 422,
		expected: "A scenario must follow the scenario format.",
		received: "It has {count} problems.",
		advice: "Correct the places named in problems.",
	},
	scenario_read_only: {
		status: 409,
		expected: "A ready-made scenario cannot be changed or deleted.",
		received: "The name was {name}.",
		advice: "Save it under another name and change that.",
	},
	scenario_running: {
		status: 409,
		expected: "A running scenario cannot be changed or deleted.",
		received: "The name was {name}.",
		advice: "Stop it first.",
	},
	scenario_not_running: {
		status: 409,
		expected: "Only a running scenario can be paused, resumed or given another speed.",
		received: "The name was {name}.",
		advice: "Start it first.",
	},
	scenario_connector_not_found: {
		status: 404,
		expected: "The scenario has no connector with this id.",
		received: "The id was {connector_id}.",
		advice: "GET /api/simulator lists the connectors of running scenarios.",
	},
	simulator_disabled: {
		status: 503,
		expected: "The simulator is switched off on this server.",
		advice: "Start the server with SIMULATOR_ENABLED=true.",
	},
	storage_unavailable: {
		status: 503,
		expected: "The database cannot be reached at the moment; live data keeps flowing.",
		advice: "Try again in a few seconds.",
	},
	memory_short: {
		status: 503,
		expected: "The server is short of memory and reads no history for the moment; live data keeps flowing.",
		advice: "Try again in some seconds.",
	},
	unavailable: {
		status: 503,
		expected: "This part of the server is restarting.",
		advice: "Try again in a few seconds.",
	},
	internal: {
		status: 500,
		expected: "The server failed while it handled the request.",
		advice: "Try again; when it happens repeatedly, report it with the request's id.",
	},
});
