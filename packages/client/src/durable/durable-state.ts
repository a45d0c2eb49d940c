import { isEntityId, isRecord, type Measurement, readBatch, SensoctoError } from "@sensocto/protocol";

/** All that a durable stream has to know after a restart of its device; plain JSON. */
export interface DurableState {
	/** Name of the run whose numbers these are. */
	session: string;
	/** The last batch known to be stored. */
	storedSeq: number;
	/** The batches after it, in order: each may have been stored or not. */
	batches: Measurement[][];
	/** Samples that have no number yet, in order of recording. */
	waiting: Measurement[];
}

/** Where a device keeps the state of a durable stream, for instance a file. */
export interface DurableStorage {
	/** The state saved last; undefined or null when there is none. */
	load(): unknown;
	/**
	 * Keeps the state in place of the one before, whole or not at all.
	 *
	 * No batch is sent for the first time before the state that holds it is saved.
	 */
	save(state: DurableState): void | Promise<void>;
}

/**
 * Reads a saved state; undefined when there is none.
 *
 * @throws SensoctoError `invalid_payload` when it is something else.
 */
export function readDurableState(value: unknown): DurableState | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isRecord(value) || !isEntityId(value.session)) throw unreadable("session");
	const { batches, session, storedSeq, waiting } = value;
	if (!Number.isSafeInteger(storedSeq) || (storedSeq as number) < 0) throw unreadable("storedSeq");
	if (!Array.isArray(batches)) throw unreadable("batches");
	return {
		session,
		storedSeq: storedSeq as number,
		batches: batches.map((batch) => readSamples(batch, "batches")),
		waiting: readSamples(waiting, "waiting"),
	};
}

function readSamples(value: unknown, part: string): Measurement[] {
	// Waiting samples may be more than one batch may hold.
	if (!Array.isArray(value)) throw unreadable(part);
	return value.map((one) => {
		const read = readBatch([one]);
		if ("failedCount" in read) throw unreadable(part);
		return read.ok[0]!;
	});
}

function unreadable(part: string): SensoctoError {
	return new SensoctoError("invalid_payload", { received: `a saved state with unreadable ${part}` });
}
