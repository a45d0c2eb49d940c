import { readdirSync, readFileSync } from "node:fs";

/** What a process and its descendants use, read from /proc (Linux only). */
export interface ProcessUse {
	pid: number;
	/** Name of the executable. */
	command: string;
	/** User and system time of all its threads, in µs. */
	cpuUs: number;
	/** Resident memory in bytes. */
	rssBytes: number;
}

function read(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch {
		// The process ended between two reads; what it used by then is gone with it.
		return "";
	}
}

function list(path: string): string[] {
	try {
		return readdirSync(path);
	} catch {
		// As above.
		return [];
	}
}

/** The process and all its descendants, parents before children. */
export function processTree(pid: number): number[] {
	const children = list(`/proc/${pid}/task`).flatMap((thread) =>
		read(`/proc/${pid}/task/${thread}/children`).trim().split(" ").filter(Boolean).map(Number),
	);
	return [pid, ...children.flatMap(processTree)];
}

/** Use of one process now; zeros when it has ended. */
export function processUse(pid: number): ProcessUse {
	let cpuUs = 0;
	for (const thread of list(`/proc/${pid}/task`)) {
		cpuUs += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0] || 0) / 1_000;
	}
	const status = read(`/proc/${pid}/status`);
	return {
		pid,
		command: /^Name:\s+(.*)$/m.exec(status)?.[1] ?? "",
		cpuUs,
		rssBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1_024,
	};
}

/** Use of the whole tree, process by process. */
export function treeUse(pid: number): ProcessUse[] {
	return processTree(pid).map(processUse);
}

/** Sum of one quantity over processes. */
export function total(processes: readonly ProcessUse[], of: "cpuUs" | "rssBytes"): number {
	return processes.reduce((sum, use) => sum + use[of], 0);
}

/**
 * Processor time in µs that these processes have used meanwhile. What one used that has ended is not known; the database
 * starts and ends some of its own, and what those used before must not count against the others.
 */
export function usedUs(before: readonly ProcessUse[], after: readonly ProcessUse[]): number {
	const known = new Map(before.map(({ cpuUs, pid }) => [pid, cpuUs]));
	return after.reduce((sum, { cpuUs, pid }) => sum + cpuUs - (known.get(pid) ?? 0), 0);
}

/** Whether a process belongs to the database. */
export const isDatabase = ({ command }: ProcessUse): boolean => command.startsWith("postgres");
