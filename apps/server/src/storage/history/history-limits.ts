import { availableParallelism } from "node:os";

/** Bounds and rhythm of the history writer and reader. */
export const HISTORY = {
	/**
	 * Shards of the replicator pool; a sensor always belongs to the same one. They write at the same time so that the
	 * database can use its cores: more of them only divide the same samples into more transactions.
	 */
	shards: Math.min(8, Math.max(2, availableParallelism())),
	/** Longest time a sample nobody waits for stays in memory before a flush begins, in ms. */
	lingerMs: 1_000,
	/** Share of a shard's memory in use from which it no longer lingers. */
	lingerShare: 1 / 8,
	/**
	 * Time between the beginnings of two flushes that somebody waits for, in ms, and the longest time before who came,
	 * went or changed is written.
	 */
	flushMs: 250,
	/** Chunk rows that make a flush begin at once. */
	flushRows: 1_000,
	/** Samples not yet made into rows that make a flush begin at once. */
	flushSamples: 65_536,
	/** Most bytes of rows in one transaction. */
	flushBytes: 4 * 1024 * 1024,
	/** Longest time one transaction may take before its connection is given up, in ms. */
	flushTimeoutMs: 15_000,
	/** Bytes of rows a shard holds in memory; above it they go to the spill file. */
	shardBytes: 8 * 1024 * 1024,
	/** What a sample that is not yet in a row counts towards it, in bytes. */
	openSampleBytes: 16,
	/** Samples not yet in rows after which a shard looks whether it holds too much. */
	wakeSamples: 4_096,
	/** How many times that, and one flush, it may hold while a spill file is written; above it the oldest waveforms go first. */
	shardOverrun: 3,
	/** Bytes above which a spill file is followed by another. */
	spillSegmentBytes: 16 * 1024 * 1024,
	/** Time the last write of a shard may take when the server stops, in ms; what is left goes to the spill file. */
	stopMs: 5_000,
	/** Most samples in a chunk. */
	chunkSamples: 1_024,
	/** Most numbers in a chunk of vectors. */
	chunkValues: 4_096,
	/** Most bytes of JSON text in a chunk of structured samples. */
	chunkJsonBytes: 256 * 1024,
	/** Longest time a chunk spans, in ms; a reader looks this far back for chunks that reach into its range. */
	chunkSpanMs: 60_000,
	/** Bytes of a merged row, below the size at which PostgreSQL moves its values elsewhere (2 032). */
	mergedBytes: 1_950,
	/** JSON text of a merged row of structured samples, in characters. */
	mergedJsonBytes: 32 * 1024,
	/** Chunks of an hour are merged when no more than this share of them is left. */
	mergeGain: 0.6,
	/** Time after the end of an hour before it counts as closed, in ms. */
	hourGraceMs: 600_000,
	/** Share of a core that merging and summarising may take. */
	upkeepShare: 0.05,
	/** Pause between two looks for work, and of work while much waits to be written, in ms. */
	upkeepPauseMs: 5_000,
	/** Samples handled before other work of the process gets its turn. */
	upkeepSlice: 8_192,
	/** Hours of series taken up with one look. */
	upkeepHours: 200,
	/** Samples waiting to be written above which nothing else touches the database. */
	upkeepDepth: 200_000,
	/** Longest time upkeep waits for a quiet part of the day, in ms; then it works until nothing is left. */
	upkeepDeferMs: 6 * 3_600_000,
	/** Time between two looks for expired samples, in ms. */
	retentionMs: 3_600_000,
	/**
	 * Days without news after which writers, device sessions, spill files, and what modules have learned about a sensor
	 * are forgotten.
	 */
	silentDays: { writers: 7, sessions: 30, spills: 90, learned: 30 },
	/** Sensor handles kept; above it those of absent sensors go, the longest known first. */
	handles: 20_000,
	/** Series of one sensor remembered; above it those without samples to be stored go, the longest known first. */
	seriesPerSensor: 1_024,
	/** Barriers a shard holds; further ones fail. */
	barriers: 10_000,
	/** Online and offline events a shard holds while the database is away; the oldest go first. */
	presenceEvents: 10_000,
	/** First and longest pause after a failed flush, in ms. */
	backoffMs: { first: 100, longest: 5_000 },
	/** A sensor's `last_seen_at` is refreshed at most this often while it sends, in ms. */
	lastSeenMs: 60_000,
	/** Sampling rate from which a series counts as a waveform, in Hz. */
	waveformHz: 20,
	/** Longest session name, in characters. */
	sessionLength: 255,
	/** Days before and after today that get a partition of their own; others share one. */
	partitionDays: { past: 30, future: 2 },
	/** Most gaps listed in one answer. */
	gaps: 1_000,
	/** Most stretches of each kind that are read to explain them. */
	absences: 10_000,
	/** Time between two signs of life of a running server in the database, in ms. */
	runSignMs: 60_000,
	/** Most points of one answer. */
	points: 20_000,
	/** Times a sample may have, in ms since 1970: the years 1 to 9999. */
	time: { min: -62_135_596_800_000, max: 253_402_300_799_999 },
} as const;

/** Closed hours of a series are merged, summarised and expire as one. */
export const HOUR_MS = 3_600_000;

/** Time between samples beyond which the stretch between them counts as a gap, in expected intervals. */
export const GAP_INTERVALS = 3;
