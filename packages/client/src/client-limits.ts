import { HEARTBEAT_INTERVAL_MS, LIMITS, REPLY_TIMEOUT_MS } from "@sensocto/protocol";

/** Named bounds of every buffer and wait of the client. */
export const CLIENT_LIMITS = {
	/** Interval between heartbeats, ms. The server closes a connection after 60 s of silence. */
	heartbeatMs: HEARTBEAT_INTERVAL_MS,
	/** Interval between a viewer's lease heartbeats, ms. The server lets its leases lapse after 45 s of silence. */
	leaseHeartbeatMs: 20_000,
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
	/** Bytes of JSON a durable stream keeps until they are stored; as with the count, the oldest give way. */
	durableBytes: 16 * 1_048_576,
	/** Measurements in one numbered batch. */
	durableBatchMeasurements: 250,
	/** Bytes of JSON in one numbered batch; a single measurement is always smaller. */
	durableBatchBytes: 1_048_576,
	/** Numbered batches under way: sent, and not yet known to be stored. */
	durableWindow: 16,
	/** Longest wait for the answer to a numbered batch, ms: it comes when the batch is stored for good. */
	storedTimeoutMs: 30_000,
	/** Longest wait of `close` until everything is stored, ms. */
	drainTimeoutMs: 5_000,
	/** Time over which losses are gathered into one report, ms. */
	lossReportMs: 1_000,
	/** Attributes in one report of losses. */
	lossReportAttributes: 256,
	/** Wait before a state that could not be saved is saved again, ms. */
	saveRetryMs: 1_000,
} as const;
