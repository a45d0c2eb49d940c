import type { LoadSources } from "../load-sources.ts";
import { onScale } from "./scale.ts";
import type { SignalReader } from "./signal-reader.ts";

const MIB = 1_048_576;

/** Bytes waiting for all sockets together at which the node counts as full. */
export const SOCKET_BACKLOG_LIMIT = 64 * MIB;

/** Ages of the oldest unstored sample in ms. */
const WRITE_BACKLOG = [
	[5_000, 0.5],
	[30_000, 0.75],
] as const;

/** Output that sockets have not taken. */
export function socketBacklog({ bufferedBytes }: LoadSources): SignalReader {
	return { signal: "sockets", read: () => Math.min(1, bufferedBytes() / SOCKET_BACKLOG_LIMIT) };
}

/**
 * Samples that the database has not taken.
 *
 * It never exceeds the set-point of the budget: what waits is safe in memory and in spill files, while the samples of a
 * device that was told to pause are not.
 */
export function writeBacklog({ writeBacklogMs }: LoadSources): SignalReader {
	return { signal: "database", read: () => onScale(writeBacklogMs(), WRITE_BACKLOG) };
}
