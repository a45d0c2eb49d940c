import { crc32 } from "node:zlib";
import type { SpillFiles } from "./spill-files.ts";
import {
	HEADER_BYTES,
	RECORD_MAGIC,
	type RecordHeader,
	readHeader,
	withoutWaveforms,
} from "./spill-record.ts";

/** Bytes searched at once for the next record behind damage. */
const SEARCH_BYTES = 1024 * 1024;

/** Where a record of a segment stands. */
export interface SegmentRecord extends RecordHeader {
	/** Of the header, in bytes. */
	readonly at: number;
}

/**
 * One file of a spill, as this process knows it.
 *
 * 1. `records` are those not yet applied, in order.
 * 2. `position` is the number up to which the database has confirmed them, as far as is known.
 */
export class SpillSegment {
	readonly id: string;
	readonly file: string;
	records: SegmentRecord[] = [];
	position = 0;
	bytes = 0;
	/** Number of the next record. */
	next = 0;
	/** Whether it holds damage, so that the file is kept for a person to look at. */
	isDamaged = false;

	/** @param id a UUID; the database remembers under it what was applied */
	constructor(id: string, file: string) {
		this.id = id;
		this.file = file;
	}

	get samples(): number {
		return this.records.reduce((sum, record) => sum + record.samples, 0);
	}

	get waveformSamples(): number {
		return this.records.reduce((sum, record) => sum + record.waveformSamples, 0);
	}

	/**
	 * Finds the records of a file that another process left.
	 *
	 * A record whose end is missing is the write a crash interrupted: nobody was told it is safe, and it is cut off.
	 * @returns the number of stretches that are neither a record nor such an end
	 */
	async scan(files: SpillFiles): Promise<number> {
		const size = await files.size(this.file);
		let damage = 0;
		let at = 0;
		while (at < size) {
			const header = readHeader(await files.read(this.file, at, HEADER_BYTES), 0);
			if (header && at + HEADER_BYTES + header.length > size) break;
			if (header) {
				this.records.push({ ...header, at });
				this.next = header.number + 1;
				at += HEADER_BYTES + header.length;
				continue;
			}
			const found = await this.#findHeader(files, at + 1, size);
			if (found === undefined) {
				if (size - at >= HEADER_BYTES) damage += 1;
				break;
			}
			damage += 1;
			at = found;
		}
		this.bytes = size;
		this.isDamaged = damage > 0;
		if (at < size && damage === 0) {
			await files.truncate(this.file, at);
			this.bytes = at;
		}
		return damage;
	}

	/** The payload of a record, or `undefined` when its checksum does not fit. */
	async payload(files: SpillFiles, record: SegmentRecord): Promise<Buffer | undefined> {
		const bytes = await files.read(this.file, record.at + HEADER_BYTES, record.length);
		return bytes.length === record.length && crc32(bytes) === record.checksum ? bytes : undefined;
	}

	/** Adds a record to the end of the file. @throws Error when the disk does not take it; the file is as before */
	async append(files: SpillFiles, parts: readonly Buffer[]): Promise<void> {
		try {
			await files.append(this.file, parts);
		} catch (error) {
			await files.truncate(this.file, this.bytes).catch((failure: NodeJS.ErrnoException) => {
				// What is left of the write, unless there is no file, is found and passed over.
				this.isDamaged = failure.code !== "ENOENT";
			});
			throw error;
		}
		this.records.push({ ...readHeader(parts[0]!, 0)!, at: this.bytes });
		this.bytes += lengthOf(parts);
		this.next += 1;
	}

	/** Writes the file anew without waveforms. @returns the samples given up */
	async dropWaveforms(files: SpillFiles): Promise<number> {
		const lost = this.waveformSamples;
		const kept: Buffer[] = [];
		const records: SegmentRecord[] = [];
		let at = 0;
		for (const record of this.records) {
			const payload = await this.payload(files, record);
			if (payload === undefined) {
				this.isDamaged = true;
				continue;
			}
			const parts = withoutWaveforms(record.number, payload);
			records.push({ ...readHeader(parts[0]!, 0)!, at });
			kept.push(...parts);
			at += lengthOf(parts);
		}
		await files.replace(this.file, kept);
		this.records = records;
		this.bytes = at;
		return lost;
	}

	async #findHeader(files: SpillFiles, from: number, size: number): Promise<number | undefined> {
		for (let start = from; start < size; start += SEARCH_BYTES) {
			const bytes = await files.read(this.file, start, SEARCH_BYTES + HEADER_BYTES);
			for (let at = bytes.indexOf(RECORD_MAGIC); at >= 0; at = bytes.indexOf(RECORD_MAGIC, at + 1))
				if (readHeader(bytes, at)) return start + at;
		}
		return undefined;
	}
}

function lengthOf(parts: readonly Buffer[]): number {
	return parts.reduce((sum, part) => sum + part.length, 0);
}
