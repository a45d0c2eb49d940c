import { LIMITS } from "../limits.ts";
import { defineErrors } from "./error-entry.ts";

/** Errors of the WebSocket connection itself; most of them close it. */
export const CONNECTION_ERRORS = defineErrors({
	malformed_frame: {
		status: 400,
		closeCode: 1007,
		expected: "A frame must be one message in the form of the negotiated protocol version.",
		received: "It was {received}.",
		advice: "Send the object form for vsn 1.0.0 or the array form for vsn 2.0.0.",
	},
	frame_too_large: {
		status: 413,
		closeCode: 1009,
		expected: `A frame may hold at most ${LIMITS.frameBytes} bytes.`,
		received: "This one held {bytes}.",
		advice: "Send smaller batches.",
	},
	header_too_long: {
		status: 400,
		expected: "Topic, event and refs of a binary frame may hold at most 255 bytes each.",
		received: "One of them held {bytes}.",
		advice: "Shorten it, or send a text frame.",
	},
	unsupported_version: {
		status: 403,
		expected: "The protocol version (vsn) must be 1.0.x or 2.0.x.",
		received: "It was {received}.",
		advice: "Connect with vsn=2.0.0.",
	},
	origin_not_allowed: {
		status: 403,
		expected: "A browser may connect only from an allowed origin.",
		received: "This page is from {origin}.",
		advice: "Open the page from the server's own address, or add the origin to ALLOWED_ORIGINS.",
	},
	invalid_token: {
		status: 403,
		expected: "A token must be one this server issued and must not have expired.",
		advice: "Ask for a new token and connect again.",
	},
	idle_timeout: {
		status: 408,
		closeCode: 1002,
		expected: "A connection must send a frame at least every 60 seconds.",
		advice: "Send a heartbeat every 30 seconds.",
	},
	slow_consumer: {
		status: 503,
		closeCode: 1013,
		expected: "A connection must read what it is sent.",
		received: "{bytes} bytes were waiting.",
		advice: "Subscribe to less, or connect again on a faster link.",
	},
	server_shutdown: {
		status: 503,
		closeCode: 1012,
		expected: "The server is shutting down or restarting.",
		advice: "Connect again in a few seconds; the client library does so by itself.",
	},
	connection_crashed: {
		status: 500,
		closeCode: 1011,
		expected: "The server failed while it handled this connection.",
		advice: "Connect again; when it happens repeatedly, report it with the server's log.",
	},
	too_many_connections: {
		status: 503,
		closeCode: 1013,
		expected: "The server accepts a limited number of connections.",
		received: "The limit of {limit} is reached.",
		advice: "Try again later.",
	},
});
