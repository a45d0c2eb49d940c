import { HEARTBEAT_INTERVAL_MS, LIMITS, REPLY_TIMEOUT_MS } from "@sensocto/protocol";

/** Named bounds of every buffer and wait of the client. */
export const CLIENT_LIMITS = {
	/** Interval between heartbeats, ms. The server closes a connection after 60 s of silence. */
	heartbeatMs: HEARTBEAT_INTERVAL_MS,
	/** Longest wait for the WebSocket handshake, ms. */
	connectTimeoutMs: 10_000,
	/** Longest wait for the answer to a join or a push, ms. */
	replyTimeoutMs: REPLY_TIMEOUT_MS,
	/** A connection that lasted this long, ms, counts as good: the next loss starts the back-off anew. */
	stableAfterMs: 10_000,
	/** Longest wait for the closing handshake, ms. */
	closeTimeoutMs: 1_000,
	/** Pushes of one channel that wait for a join or for an answer. */
	pendingPushes: 1_000,
	/** Measurements of one sensor kept while they cannot be sent; the oldest give way. */
	offlineMeasurements: LIMITS.offlineMeasurements,
	/** Measurements in one frame. */
	batchMeasurements: 1_000,
	/** Subscriptions or leases of a viewer in one frame. */
	viewerChanges: 1_000,
	/** Bytes waiting in the WebSocket above which a stream holds its measurements back. */
	bufferedBytes: 1_048_576,
} as const;
