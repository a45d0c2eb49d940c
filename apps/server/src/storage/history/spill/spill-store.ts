import path from "node:path";
import type { DatabaseLogger } from "../../../infrastructure/database/database.ts";
import { HISTORY } from "../history-limits.ts";
import type { SpillFiles } from "./spill-files.ts";
import type { SpillQuarantine } from "./spill-quarantine.ts";
import { decodeRecord, encodeRecord, type HandleDirectory, type SpillGroup } from "./spill-record.ts";
import { SpillSegment } from "./spill-segment.ts";

const SUFFIX = ".spill";

export interface SpillStoreOptions {
	/** Made when the first group is written. */
	readonly directory: string;
	/** Where damaged segments go. */
	readonly quarantine: SpillQuarantine;
	/** Most bytes of all segments. */
	readonly limitBytes: number;
	readonly files: SpillFiles;
	readonly handles: HandleDirectory;
	readonly logger: DatabaseLogger;
	readonly newId: () => string;
}

/** A record on its way to the database. */
export interface SpilledRecord {
	readonly segmentId: string;
	/** The position the database is believed to hold, and the one it holds once the record is applied. */
	readonly from: number;
	readonly to: number;
	readonly group: SpillGroup;
}

/**
 * The samples of one shard that wait in files because the database is away.
 *
 * 1. Groups come back in the order they were written, and stay in the file until the database has confirmed them.
 * 2. A group is written and flushed to the disk (`fdatasync`) before its memory is given up.
 * 3. The files never take more than `limitBytes`: the oldest waveforms are given up first, then the oldest of all.
 * 4. A damaged record is counted, its segment kept aside when the rest of it is applied.
 * 5. Operations run one after the other.
 */
export class SpillStore {
	/** Samples given up, because of the bound or of damage, and damaged records. */
	lost = 0;
	damaged = 0;
	readonly #options: SpillStoreOptions;
	readonly #segments: SpillSegment[] = [];
	#turn: Promise<unknown> = Promise.resolve();
	#writing = 0;
	#fileCount = 0;
	#front: string | undefined;

	constructor(options: SpillStoreOptions) {
		this.#options = options;
	}

	get bytes(): number {
		return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
	}

	/** Samples in the files that the database does not have. */
	get samples(): number {
		return this.#segments.reduce((sum, segment) => sum + segment.samples, 0);
	}

	/** Whether everything that ever went here is in the database, or given up. */
	get isEmpty(): boolean {
		return this.#writing === 0 && this.#segments.length === 0;
	}

	/** Finds the files in its directory, which this or an earlier process wrote. */
	open(): Promise<void> {
		return this.#exclusively(async () => {
			const { directory, files, logger } = this.#options;
			this.#segments.length = 0;
			for (const name of await files.list(directory)) {
				if (!name.endsWith(SUFFIX)) {
					await files.remove(path.join(directory, name)); // A replacement that was not finished.
					continue;
				}
				const [count = "", id = ""] = name.slice(0, -SUFFIX.length).split(/_(.*)/s);
				const segment = new SpillSegment(id, path.join(directory, name));
				this.#fileCount = Math.max(this.#fileCount, Number(count));
				const damage = await segment.scan(files);
				if (damage > 0) this.#reportDamage(segment, damage, 0);
				this.#segments.push(segment);
				if (segment.records.length > 0)
					logger.warn({ file: segment.file, samples: segment.samples }, "samples wait in a spill file");
			}
			await this.#removeFinished();
		});
	}

	/** Writes a group. @throws Error when the disk does not take it; nothing of the group is kept then */
	append(group: SpillGroup): Promise<void> {
		this.#writing += 1;
		return this.#exclusively(async () => {
			const { directory, files, limitBytes } = this.#options;
			await files.makeDirectory(directory);
			const size = group.rows.reduce((sum, row) => sum + row.bytes.length, 0);
			await this.#makeRoom(limitBytes - size);
			const segment = this.#writable();
			await segment.append(files, encodeRecord(segment.next, group));
		}).finally(() => {
			this.#writing -= 1;
		});
	}

	/** The oldest group, or `undefined` when none waits. */
	next(): Promise<SpilledRecord | undefined> {
		return this.#exclusively(async () => {
			for (;;) {
				await this.#removeFinished();
				const segment = this.#segments[0];
				const record = segment?.records[0];
				if (!segment || !record) return undefined;
				const payload = await segment.payload(this.#options.files, record);
				if (payload) {
					this.#front = segment.id;
					const group = decodeRecord(payload, this.#options.handles);
					return { segmentId: segment.id, from: segment.position, to: record.number + 1, group };
				}
				segment.records.shift();
				segment.isDamaged = true;
				this.#reportDamage(segment, 1, record.samples);
			}
		});
	}

	/** The database holds everything of a segment before `position`. */
	confirm(segmentId: string, position: number): Promise<void> {
		return this.#exclusively(async () => {
			this.#front = undefined;
			const segment = this.#segments.find(({ id }) => id === segmentId);
			if (!segment) return;
			segment.position = position;
			segment.records = segment.records.filter(({ number }) => number >= position);
			await this.#removeFinished();
		});
	}

	#writable(): SpillSegment {
		const last = this.#segments.at(-1);
		if (last && last.next > 0 && last.bytes < HISTORY.spillSegmentBytes && !last.isDamaged) return last;
		this.#fileCount += 1;
		const id = this.#options.newId();
		const name = `${String(this.#fileCount).padStart(10, "0")}_${id}${SUFFIX}`;
		const segment = new SpillSegment(id, path.join(this.#options.directory, name));
		this.#segments.push(segment);
		return segment;
	}

	/** Gives up the oldest until no more than `bytes` are taken; what is on its way to the database stays. */
	async #makeRoom(bytes: number): Promise<void> {
		const { files, logger } = this.#options;
		while (this.bytes > bytes) {
			const free = this.#segments.filter(({ id }) => id !== this.#front);
			const waveforms = free.find(({ waveformSamples }) => waveformSamples > 0);
			const oldest = waveforms ?? free[0];
			if (!oldest) return;
			const lost = waveforms ? await waveforms.dropWaveforms(files) : oldest.samples;
			if (!waveforms) await this.#discard(oldest);
			this.lost += lost;
			logger.error({ file: oldest.file, samples: lost }, "samples were given up: the spill files are full");
		}
	}

	/** Files without a waiting record go, the damaged ones aside. */
	async #removeFinished(): Promise<void> {
		for (const segment of [...this.#segments]) if (segment.records.length === 0) await this.#discard(segment);
	}

	async #discard(segment: SpillSegment): Promise<void> {
		const { files, quarantine } = this.#options;
		this.#segments.splice(this.#segments.indexOf(segment), 1);
		if (segment.isDamaged) await quarantine.keep(segment.file);
		else await files.remove(segment.file);
	}

	#reportDamage(segment: SpillSegment, records: number, samples: number): void {
		this.damaged += records;
		this.lost += samples;
		this.#options.logger.error(
			{ file: segment.file, records, samples, keptIn: this.#options.quarantine.directory },
			"a spill file is damaged; what is whole in it is kept",
		);
	}

	#exclusively<T>(work: () => Promise<T>): Promise<T> {
		const done = this.#turn.then(work, work);
		this.#turn = done.catch(() => {}); // Its caller hears of it.
		return done;
	}
}
