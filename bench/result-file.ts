import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "./benchmark.ts";
import type { Machine } from "./machine.ts";

/** How a run ended: `unavailable` when its subject could not be started, `failed` when it threw. */
export type Outcome = "met" | "missed" | "unavailable" | "failed";

/** The content of `bench/results/NAME.json`. */
export interface ResultFile {
	name: string;
	description: string;
	target: string;
	outcome: Outcome;
	met: boolean;
	/** Whether a continuous-integration run may pass. */
	acceptable: boolean;
	figures: Record<string, Figure>;
	missingPeers: readonly string[];
	notes: readonly string[];
	/** ISO 8601. */
	date: string;
	durationS: number;
	machine: Machine;
}

const folder = (root: string): string => join(root, "bench", "results");

/** Longest line the formatter of this repository leaves on one line. */
const LINE = 110;

/** JSON as the repository's formatter would lay it out: short lists on one line. */
function formatted(result: ResultFile): string {
	const json = JSON.stringify(result, null, "\t");
	const oneLine = json.replace(
		/^(\t"\w+": )\[\n([^[\]{}]*?)\n\t\]/gm,
		(list: string, key: string, items: string) => {
			const line = `${key}[${items.trim().replace(/,\n\t+/g, ", ")}]`;
			return line.length + 2 <= LINE ? line : list;
		},
	);
	return `${oneLine}\n`;
}

export function writeResult(root: string, result: ResultFile): void {
	mkdirSync(folder(root), { recursive: true });
	writeFileSync(join(folder(root), `${result.name}.json`), formatted(result));
}

/** All results on file, by name. */
export function readResults(root: string): ResultFile[] {
	return readdirSync(folder(root))
		.filter((file) => file.endsWith(".json"))
		.sort()
		.map((file) => JSON.parse(readFileSync(join(folder(root), file), "utf8")) as ResultFile);
}
