import { appendFileSync, readFileSync } from "node:fs";
import { monitorEventLoopDelay, PerformanceObserver } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";
import type { Reading } from "./steadiness.ts";

/** How finely stalls of the event loop are seen, in ms; the monitor's figures contain it. */
const RESOLUTION_MS = 10;

/** Time in ms the main thread has waited for a core while it could have run (Linux; 0 elsewhere). */
function waitedMs(): number {
	try {
		return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
	} catch {
		// Another system: it cannot be told.
		return 0;
	}
}

/** Appends a reading of this process to a file at every interval. */
function probe(file: string, intervalMs: number): void {
	const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	delay.enable();
	let collectionMs = 0;
	new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) collectionMs = Math.max(collectionMs, duration);
	}).observe({ entryTypes: ["gc"] });
	let waited = waitedMs();
	const read = (): void => {
		const { arrayBuffers, external, heapUsed, rss } = process.memoryUsage();
		const before = waited;
		waited = waitedMs();
		const reading: Reading = {
			...{ at: Date.now(), rss, heapUsed, external, arrayBuffers, collectionMs },
			stallMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
			waitedMs: waited - before,
		};
		delay.reset();
		collectionMs = 0;
		appendFileSync(file, `${JSON.stringify(reading)}\n`);
	};
	setInterval(read, intervalMs).unref();
}

// Loaded into the server's process before its program.
const { SOAK_FILE: file, SOAK_INTERVAL_MS: interval } = process.env;
if (isMainThread && file !== undefined && process.argv[1]?.endsWith("main.ts")) probe(file, Number(interval));
