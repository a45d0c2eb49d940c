import { setPriority } from "node:os";

/** Niceness of a preferred process. */
const PRIORITY = -15;

/** Has the system prefer a process: what else the machine does is not to look like load; for the superuser only. */
export function preferProcess(pid: number): void {
	try {
		setPriority(pid, PRIORITY);
	} catch {
		// Not allowed: then figures are noisier, and samples left out for load are told with the result.
	}
}
