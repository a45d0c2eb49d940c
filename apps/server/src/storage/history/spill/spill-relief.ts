import type { DatabaseLogger } from "../../../infrastructure/database/database.ts";
import type { FlushTarget } from "../apply-flush.ts";
import type { Flush } from "../flush.ts";
import { type ShardQueue, sessionsOf } from "../shard-queue.ts";
import type { SpillStore } from "./spill-store.ts";

/**
 * Moves what waits in a shard's memory to its spill file.
 *
 * 1. The flush in flight goes there first, along with its name, so that it is not written twice: nobody knows its
 *    outcome, and the sessions of what follows vouch for it too.
 * 2. What the disk does not take is given up, counted and refused; a later try may succeed.
 */
export class SpillRelief {
	readonly #queue: ShardQueue;
	readonly #spill: SpillStore;
	readonly #target: FlushTarget;
	readonly #logger: DatabaseLogger;
	#flightInFile: Flush | undefined;
	#running: Promise<void> | undefined;

	constructor(queue: ShardQueue, spill: SpillStore, target: FlushTarget, logger: DatabaseLogger) {
		this.#queue = queue;
		this.#spill = spill;
		this.#target = target;
		this.#logger = logger;
	}

	/** Moves everything that waits, once a move under way is over. */
	async relieve(): Promise<void> {
		await this.#running;
		this.#running = this.#move();
		await this.#running;
	}

	/** Resolves when no move is under way. */
	async settled(): Promise<void> {
		await this.#running;
	}

	/** When the server stops: what is in flight goes too, though nothing waits behind it. */
	async relieveAll(): Promise<void> {
		await this.relieve();
		try {
			await this.#appendFlight();
		} catch (error) {
			this.#logger.error({ error: (error as Error).message }, "stopped with samples that are not stored");
		}
	}

	async #move(): Promise<void> {
		const group = this.#queue.takeForSpill();
		if (!group) return;
		try {
			await this.#appendFlight();
			await this.#spill.append(group);
			this.#queue.spilled(group);
		} catch (error) {
			this.#queue.spilled(group, error as Error);
			const samples = group.rows.reduce((sum, row) => sum + row.samples, 0);
			this.#logger.error(
				{ shard: this.#target.shard, samples, error: (error as Error).message },
				"samples were given up: the spill file cannot be written",
			);
		}
	}

	async #appendFlight(): Promise<void> {
		const flight = this.#queue.inFlight;
		if (!flight || flight.spilled || flight.rows.length === 0 || flight === this.#flightInFile) return;
		const { writerId, shard } = this.#target;
		const origin = { writerId, shard, flushId: flight.id };
		await this.#spill.append({ rows: flight.rows, sessions: sessionsOf(flight.barriers), origin });
		this.#flightInFile = flight;
	}
}
