/**
 * Bounds on everything a remote party can make the server or a client keep.
 *
 * Sizes are bytes, times milliseconds, everything else a count. A server may be configured below these values.
 */
export const LIMITS = {
	/** Largest inbound WebSocket frame (4 MiB): an offline queue of 10 000 measurements fits in one. */
	frameBytes: 4 * 1024 * 1024,
	/** Largest frame sent to a V1 client; the Python library they use closes above 1 MiB. */
	v1FrameBytes: 900_000,
	/** Most measurements in one `measurements_batch`. */
	batchMeasurements: 10_000,
	/** Largest payload of one measurement as JSON in UTF-8 (256 KiB). */
	payloadBytes: 256 * 1024,
	/** Deepest nesting of a payload; deeper ones could overflow the stack of whoever serialises them. */
	payloadDepth: 64,
	/** Most attributes of one sensor. */
	attributesPerSensor: 256,
	/** Most channels joined by one connection. */
	channelsPerConnection: 100,
	/** Longest topic of a viewer in UTF-8: binary frames, which only viewers are sent, count it in one byte. */
	topicBytes: 255,
	/** Longest event name or ref in UTF-8; binary frames count them in one byte. */
	eventBytes: 255,
	/** Longest sensor, connector, view or session id in UTF-8. */
	idBytes: 255,
	/** Longest name of a sensor, connector or attribute in UTF-16 units; longer ones are cut. */
	nameLength: 255,
	/** Longest name accepted by `update_connector` in UTF-8. */
	connectorNameBytes: 100,
	/** Longest source attribution in UTF-16 units; longer ones are cut. */
	sourceLength: 300,
	/** Longest unit text in UTF-16 units; longer ones are cut. */
	unitLength: 32,
	/** Longest token in UTF-16 units; a longer one counts as none. */
	tokenLength: 8192,
	/** Highest sampling rate a device may declare, in Hz; above it counts as not stated. */
	samplingRateHz: 100_000,
	/** Latest accepted device time: the last millisecond of the year 9999. */
	timestampMs: 253_402_300_799_999,
	/** Most (sensor, attribute) subscriptions of one viewer. */
	subscriptionsPerViewer: 4096,
	/** Most changes in one `attention` message. */
	attentionChanges: 4096,
	/** Most leases one viewer holds at a time; the whole set fits in one `attention` message. */
	leasesPerViewer: 4096,
	/** Longest seed of past samples a viewer may ask for (one hour). */
	seedMs: 3_600_000,
	/** Most measurements a client keeps while it is offline. */
	offlineMeasurements: 10_000,
	/** Most points one history answer carries. */
	historyPoints: 20_000,
	/** Longest scenario text. */
	scenarioBytes: 256 * 1024,
	/** Largest body of an HTTP request. */
	bodyBytes: 4_000_000,
} as const;

/** Shape of an attribute id: a letter or digit, then up to 63 letters, digits, `_` or `-`. */
export const ATTRIBUTE_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Silence after which a connection is closed with code 1002; any frame, ping and pong included, counts. */
export const IDLE_TIMEOUT_MS = 60_000;

/** Interval at which clients send heartbeats. */
export const HEARTBEAT_INTERVAL_MS = 30_000;

/** How long a client waits for a reply. */
export const REPLY_TIMEOUT_MS = 10_000;

/**
 * Delay between a join reply and the first push on that channel.
 *
 * Several clients attach their handler only after the reply was awaited; a push in the same segment is lost to them.
 */
export const FIRST_PUSH_DELAY_MS = 25;

/** How long a sensor stays known as offline after its last channel ended, before its live process ends. */
export const OFFLINE_GRACE_MS = 120_000;
