import { Supervisor } from "@sensocto/supervision";
import { Wires } from "../../src/bio/wires.ts";
import { SystemLoad } from "../../src/domain/load/system-load.ts";
import { SystemLoadMonitor } from "../../src/domain/load/system-load-monitor.ts";

// A process of its own for scenario 10: it measures its load, blocks 95 % of its event loop for 10 s, and rests until it
// is calm again. It writes one line of JSON per reading, with the time in ms since the block began.

const BLOCK_MS = 10_000;
const CYCLE_MS = 100;
const BUSY_MS = 95;
const BEFORE_MS = 2_000;
/** Longest rest on a machine that is busy with other things. */
const REST_MS = 60_000;

const wires = new Wires();
const load = new SystemLoad("production");
const root = new Supervisor("root", { strategy: "one_for_one" }, [
	{
		id: "SystemLoadMonitor",
		create: () =>
			new SystemLoadMonitor({ load, wires, sources: { bufferedBytes: () => 0, writeBacklogMs: () => 0 } }),
	},
]);

let began: number | undefined;
wires.load.consume("scenario 10", ({ bottleneck, label, pressure, signals }) => {
	if (began === undefined) return;
	const at = Math.round(performance.now() - began);
	const strongest = Math.max(...Object.values(signals));
	process.stdout.write(`${JSON.stringify({ at, label, pressure, bottleneck, strongest })}\n`);
	if ((at > BLOCK_MS + 1_000 && label === "normal") || at > BLOCK_MS + REST_MS) process.exit(0);
});

function block(start: number): void {
	const now = performance.now();
	if (now - start > BLOCK_MS) return;
	while (performance.now() - now < BUSY_MS);
	setTimeout(() => block(start), CYCLE_MS - BUSY_MS);
}

await root.start();
setTimeout(() => {
	began = performance.now();
	block(began);
}, BEFORE_MS);
