import { defineErrors } from "./error-entry.ts";

/** Errors that arise at the client's end of a connection. */
export const CLIENT_ERRORS = defineErrors({
	rejected: {
		status: 400,
		expected: "The server refused the request.",
		received: "Its reason was: {reason}.",
		advice: "See the protocol reference for this reason.",
	},
	timeout: {
		status: 504,
		expected: "The server must answer in time.",
		received: "No answer to {event} came within {timeout_ms} ms.",
		advice: "Check the connection and try again.",
	},
	disconnected: {
		status: 503,
		expected: "This needs an open connection.",
		advice: "Wait until the connection is back; the client reconnects by itself.",
	},
	not_joined: {
		status: 409,
		expected: "This needs a joined channel.",
		received: "The topic was {topic}.",
		advice: "Join the channel first.",
	},
	closed: {
		status: 410,
		expected: "This was closed and cannot be used again.",
		advice: "Create a new one.",
	},
	buffer_full: {
		status: 507,
		expected: "Measurements wait in a bounded buffer while there is no connection.",
		received: "The buffer of {limit} is full.",
		advice: "Restore the connection, or send less often.",
	},
	invalid_url: {
		status: 400,
		expected: "A server's address must begin with http, https, ws or wss.",
		received: "It was {received}.",
		advice: "Use an address such as http://127.0.0.1:4000.",
	},
});
