import { type ChildSpec, type Clock, Supervisor } from "@sensocto/supervision";
import type { DatabaseAccess, DatabaseLogger } from "../../infrastructure/database/database.ts";
import { uuidV7 } from "../../infrastructure/database/uuid-v7.ts";
import { ChunkPartitions } from "./chunk-partitions.ts";
import { consistentHash } from "./consistent-hash.ts";
import type { SensorDescriptor } from "./descriptors.ts";
import { HISTORY } from "./history-limits.ts";
import { RepoReplicator } from "./repo-replicator.ts";
import { SensorHandle } from "./sensor-handle.ts";
import type { HistorySample, SeriesHandle } from "./series-handle.ts";
import { ShardQueue } from "./shard-queue.ts";
import { SpillDirectory } from "./spill/spill-directory.ts";
import { type SpillFiles, spillFiles } from "./spill/spill-files.ts";
import { SpillQuarantine } from "./spill/spill-quarantine.ts";
import type { HandleDirectory } from "./spill/spill-record.ts";
import { SpillStore } from "./spill/spill-store.ts";

/** Time the last flushes of a shard may take when the server stops, in ms. */
const SHUTDOWN_MS = 10_000;
/** Reads of a session that may fail with a database that was just lost; each waits until it is back. */
const READ_ATTEMPTS = 3;

export interface RepoReplicatorPoolOptions {
	/** The running database, e.g. a `Ref<Database>`; `get` may throw while it is down. */
	database: { get(): DatabaseAccess };
	clock: Clock;
	logger: DatabaseLogger;
	shards?: number;
	/** Bytes of rows each shard holds in memory. */
	shardBytes?: number;
	/** Longest time one transaction may take, in ms. */
	flushTimeoutMs?: number;
	/** Where rows go when the database is away and memory is full; without it the oldest are given up. */
	spill?: {
		directory: string;
		/** Most bytes of files per shard, and of the damaged ones that are kept aside. */
		limitBytes: number;
		/** The real file system unless a test makes it fail. */
		files?: SpillFiles;
	};
}

/** Figures of the pool, for metrics and the dashboard. */
export interface ReplicatorMetrics {
	/** Samples accepted and not yet committed. */
	depth: number;
	/** How long the oldest of them has waited, in ms. */
	oldestMs: number;
	/** Samples committed. */
	written: number;
	/** Samples given up: the queue was full, or no database could keep them. */
	dropped: number;
	/** Samples and bytes in the spill files. */
	spilled: number;
	spilledBytes: number;
	/** Samples given up because spill files were full or damaged; `dropped` has them too. */
	spillLost: number;
	/** Damaged records found in spill files, and damaged files removed since there were too many of them. */
	damaged: number;
	damagedRemoved: number;
	/** Duration of the slowest shard's last transaction, in ms. */
	flushMs: number;
}

/**
 * Writes samples to PostgreSQL behind the live path, spread over shards by sensor.
 *
 * 1. Appending costs no wait and no query; a database that is away is felt only by {@link drain} and barriers.
 * 2. All of one sensor's samples pass through one shard, in order.
 * 3. Everything a transaction commits is applied once, also when the answer to its commit is lost.
 * 4. The queues belong to the pool; the workers that empty them may crash and start again.
 * 5. What a stop or a long outage leaves in spill files is stored by whichever process next uses the directory.
 */
export class RepoReplicatorPool {
	readonly #options: RepoReplicatorPoolOptions;
	readonly #writerId: string;
	readonly #partitions: ChunkPartitions;
	readonly #queues: readonly ShardQueue[];
	readonly #directory: SpillDirectory | undefined;
	readonly #spills: readonly SpillStore[];
	#quarantine: SpillQuarantine | undefined;
	readonly #replicators: (RepoReplicator | undefined)[] = [];
	readonly #sensors = new Map<string, SensorHandle>();

	constructor(options: RepoReplicatorPoolOptions) {
		this.#options = options;
		this.#writerId = uuidV7(options.clock.now());
		this.#partitions = new ChunkPartitions(options.clock);
		const shards = options.shards ?? HISTORY.shards;
		const report = (error: unknown) =>
			options.logger.error(
				{ error: String(error) },
				"a confirmation of stored samples could not be delivered",
			);
		const limit = options.shardBytes ?? HISTORY.shardBytes;
		const hardLimit = options.spill ? limit * HISTORY.shardOverrun + HISTORY.flushBytes : limit;
		this.#queues = Array.from({ length: shards }, () => new ShardQueue(report, limit, hardLimit));
		const files = options.spill?.files ?? spillFiles;
		this.#directory = options.spill && new SpillDirectory(options.spill.directory, this.#writerId, files);
		this.#spills = this.#directory ? this.#createSpills(this.#directory, files) : [];
	}

	#createSpills(directory: SpillDirectory, files: SpillFiles): SpillStore[] {
		const { clock, logger, spill } = this.#options;
		const limitBytes = spill?.limitBytes ?? 0;
		const quarantine = new SpillQuarantine({ directory: directory.quarantine, limitBytes, files, logger });
		this.#quarantine = quarantine;
		const handles: HandleDirectory = {
			sensor: (descriptor) => (this.#sensors.get(descriptor.sensorId) ?? this.sensor(descriptor)).keep(),
			series: (sensor, descriptor) =>
				(sensor.known(descriptor.attributeId) ?? sensor.series(descriptor)).keep(),
		};
		return this.#queues.map(
			(_, shard) =>
				new SpillStore({
					...{ directory: directory.shard(shard), quarantine, limitBytes, files, handles, logger },
					newId: () => uuidV7(clock.now()),
				}),
		);
	}

	/** The supervised workers, one a shard; start it after the database, so that it stops and drains before it. */
	spec(): ChildSpec {
		const { clock } = this.#options;
		const shards = this.#queues.map((queue, shard) => this.#shardSpec(queue, shard));
		const pool: ChildSpec = {
			id: "repo_replicator_pool",
			create: () =>
				new Supervisor(
					"repo_replicator_pool",
					{ strategy: "one_for_one", stopTogether: true, clock },
					shards,
				),
		};
		const directory = this.#directory;
		if (!directory) return pool;
		const claim: ChildSpec = {
			id: "spill_directory",
			create: () => ({
				start: async () => {
					await directory.open(shards.length);
					await this.#quarantine?.open();
				},
				stop: () => directory.close(),
			}),
		};
		return {
			id: "history",
			create: () => new Supervisor("history", { strategy: "rest_for_one", clock }, [claim, pool]),
		};
	}

	/** The handle of a sensor, made or described anew; nothing of it is stored before it has a sample. */
	sensor(descriptor: SensorDescriptor): SensorHandle {
		const known = this.#sensors.get(descriptor.sensorId);
		if (known) {
			known.describe(descriptor);
			return known;
		}
		const queue = this.#queues[consistentHash(descriptor.sensorId, this.#queues.length)]!;
		const sensor = new SensorHandle(descriptor, queue);
		this.#sensors.set(descriptor.sensorId, sensor);
		// What is computed here has no device that would come and go without ever sending.
		return descriptor.provenance === "derived" ? sensor.keep() : sensor;
	}

	/** Lets go of the handle of an absent sensor, unless something of it waits to be written. */
	forget(sensorId: string): void {
		const sensor = this.#sensors.get(sensorId);
		if (sensor && !sensor.isOnline && !sensor.queue.descriptions.has(sensor)) this.#sensors.delete(sensorId);
	}

	/** Takes a sample; hot path. */
	append(series: SeriesHandle, tMs: number, sample: HistorySample, arrivedMs?: number): void {
		series.append(tMs, sample, arrivedMs);
	}

	/**
	 * Calls `done` once everything appended for the sensor so far is durable, with `seq` stored as the session's
	 * last in the same transaction; with an error when some of it was given up.
	 */
	barrier(sensor: SensorHandle, session: string, seq: number, done: (error?: Error) => void): void {
		if (session.length > HISTORY.sessionLength) {
			done(new RangeError(`A session name has at most ${HISTORY.sessionLength} characters.`));
			return;
		}
		sensor.keep().queue.addBarrier({ sensor, session, seq, done });
	}

	/**
	 * The last sequence number stored for a session, 0 when there is none.
	 *
	 * Waits for what is on its way, so that a client never sends again what is about to be stored, and for a database
	 * that is away.
	 */
	async lastSeq(sensorId: string, session: string): Promise<number> {
		for (let attempt = 1; ; attempt += 1) {
			await reached(this.#queues[consistentHash(sensorId, this.#queues.length)]!);
			try {
				return await this.#storedSeq(sensorId, session);
			} catch (error) {
				if (attempt === READ_ATTEMPTS) throw error;
			}
		}
	}

	async #storedSeq(sensorId: string, session: string): Promise<number> {
		const row = await this.#options.database
			.get()
			.kysely.selectFrom("ingest_sessions")
			.innerJoin("sensors", "sensors.id", "ingest_sessions.sensor_id")
			.select("last_seq")
			.where("sensors.external_id", "=", sensorId)
			.where("session", "=", session)
			.executeTakeFirst();
		return row?.last_seq ?? 0;
	}

	/** Resolves when everything appended so far is committed. */
	async drain(): Promise<void> {
		await Promise.all(this.#queues.map(reached));
	}

	metrics(): ReplicatorMetrics {
		const sum = (of: (queue: ShardQueue) => number) => this.#queues.reduce((total, q) => total + of(q), 0);
		const total = (of: (spill: SpillStore) => number) =>
			this.#spills.reduce((before, spill) => before + of(spill), 0);
		const most = (of: (replicator: RepoReplicator) => number) =>
			Math.max(0, ...this.#replicators.map((replicator) => (replicator ? of(replicator) : 0)));
		return {
			depth: sum((queue) => queue.depth),
			oldestMs: most((replicator) => replicator.oldestMs),
			written: sum((queue) => queue.written),
			dropped: sum((queue) => queue.dropped) + total((spill) => spill.lost),
			spilled: total((spill) => spill.samples),
			spilledBytes: total((spill) => spill.bytes),
			spillLost: total((spill) => spill.lost),
			damaged: total((spill) => spill.damaged),
			damagedRemoved: this.#quarantine?.removed ?? 0,
			flushMs: most((replicator) => replicator.flushMs),
		};
	}

	#shardSpec(queue: ShardQueue, shard: number): ChildSpec {
		return {
			id: `repo_replicator_${shard}`,
			shutdownMs: SHUTDOWN_MS,
			create: () => {
				const replicator = new RepoReplicator({
					...this.#options,
					...{ queue, spill: this.#spills[shard] },
					target: { writerId: this.#writerId, shard, partitions: this.#partitions },
					onOffline: () => this.#release(),
				});
				this.#replicators[shard] = replicator;
				return replicator;
			},
		};
	}

	/** Handles of absent sensors are kept for their return, until there are too many of them. */
	#release(): void {
		for (const [sensorId, sensor] of this.#sensors) {
			if (this.#sensors.size <= HISTORY.handles) return;
			if (!sensor.isOnline && !sensor.queue.descriptions.has(sensor)) this.#sensors.delete(sensorId);
		}
	}
}

function reached(queue: ShardQueue): Promise<void> {
	return new Promise((resolve, reject) => {
		queue.addBarrier({ done: (error) => (error ? reject(error) : resolve()) }, true);
	});
}
