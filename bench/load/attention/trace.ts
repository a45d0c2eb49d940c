import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What one person has before the eyes; sensors by their number. */
export interface Gaze {
	/** Tiles of the lobby in sight: the first, and how many; null on another page. */
	tiles: readonly [first: number, count: number] | null;
	/** The tile under the pointer. */
	hover: number | null;
	/** The tile that was clicked. */
	focus: number | null;
	/** The sensor whose page is open. */
	page: number | null;
	pin: number | null;
	/** Whether the page is behind another. */
	hidden: boolean;
}

/** One line of a trace: what changes for one person, `t` ms after the beginning. */
export type GazeChange = { t: number; viewer: number } & Partial<Gaze>;

/** The first line of a trace. */
export interface TraceHead {
	viewers: number;
	sensors: number;
	durationMs: number;
	/** Seed of the model it is from. */
	seed: number;
}

export interface Trace extends TraceHead {
	/** In the order of time. */
	changes: readonly GazeChange[];
}

/** Where the recorded trace is. */
export const TRACE_FILE = join(import.meta.dirname, "trace.jsonl");

/** What somebody sees who has not opened anything yet. */
export const NOTHING: Readonly<Gaze> = {
	tiles: null,
	hover: null,
	focus: null,
	page: null,
	pin: null,
	hidden: false,
};

/** Reads the recorded trace. */
export function readTrace(): Trace {
	const [head, ...changes] = readFileSync(TRACE_FILE, "utf8")
		.trimEnd()
		.split("\n")
		.map((line) => JSON.parse(line) as unknown);
	return { ...(head as TraceHead), changes: changes as GazeChange[] };
}
