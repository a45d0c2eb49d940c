import { Supervisor } from "./supervisor.ts";
import type { ChildSpec } from "./worker.ts";

/** Start, memory and stop of many small supervision trees. Run with `--expose-gc`; prints one JSON line. */

const SUPERVISORS = 10_000;

const worker = (id: string): ChildSpec => ({ id, create: () => ({ start: () => {}, stop: () => {} }) });
const children = [worker("sensor"), worker("store")];

function heapBytes(): number {
	globalThis.gc?.();
	globalThis.gc?.();
	return process.memoryUsage().heapUsed;
}

const parent = new Supervisor("sensors", { strategy: "one_for_one", stopTogether: true });
await parent.start();
const options = { strategy: "one_for_one" } as const;
const before = heapBytes();
const begin = performance.now();
for (let i = 0; i < SUPERVISORS; i++) {
	const id = `sensor-${i}`;
	await parent.startChild({ id, create: () => new Supervisor(id, options, children) });
}
const started = performance.now();
const bytes = heapBytes() - before;
const stopping = performance.now();
await parent.stop();
const stopped = performance.now();

process.stdout.write(
	`${JSON.stringify({
		supervisors: SUPERVISORS,
		bytesEach: Math.round(bytes / SUPERVISORS),
		startUsEach: Number((((started - begin) * 1_000) / SUPERVISORS).toFixed(1)),
		stopUsEach: Number((((stopped - stopping) * 1_000) / SUPERVISORS).toFixed(1)),
	})}\n`,
);
