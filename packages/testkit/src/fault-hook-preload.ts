import { connect } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";
import type { HookAnswer, HookCommand } from "./fault-hook.ts";

/** Bytes of one array of held heap. */
const PIECE_BYTES = 1_048_576;

/** Time in which the event loop surely turns, in ms. */
const TURN_MS = 5;

const held: number[][] = [];
const RealDate = Date;
let stepMs = 0;

/** The clock of this process as it is stepped: `Date.now()` and `new Date()`. */
function installClock(): void {
	const now = () => RealDate.now() + stepMs;
	globalThis.Date = new Proxy(RealDate, {
		construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [now()] : args, self),
		get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
	});
}

function block(ms: number): void {
	const end = performance.now() + ms;
	while (performance.now() < end);
}

function holdHeap(bytes: number): void {
	const pieces = Math.ceil(bytes / PIECE_BYTES);
	for (let k = 0; k < pieces; k++) held.push(new Array<number>(PIECE_BYTES / 8).fill(k + 0.5));
}

function run(command: HookCommand, collectGarbage: () => void): void {
	switch (command.do) {
		case "block":
			return block(command.ms);
		case "hold-heap":
			return holdHeap(command.bytes);
		case "release-heap":
			held.length = 0;
			return collectGarbage();
		case "step-clock":
			stepMs += command.ms;
			return;
		case "collect-garbage":
			return collectGarbage();
		case "look":
			return;
	}
}

function serve(port: number): void {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as (options: object) => void;
	// As if memory were short: empty pages go back to the system, so that resident memory can be compared.
	const collectGarbage = () => collect({ type: "major", execution: "sync", flavor: "last-resort" });
	installClock();
	const delay = monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	const socket = connect(port, "127.0.0.1");
	socket.unref();
	socket.on("error", () => {}); // The test is over; the process goes on without it.
	const answer = (): void => {
		const { arrayBuffers, heapUsed, rss } = process.memoryUsage();
		const longestDelayMs = delay.max / 1e6;
		const known: HookAnswer = { longestDelayMs, rssBytes: rss, usedBytes: heapUsed + arrayBuffers };
		delay.reset();
		socket.write(`${JSON.stringify(known)}\n`);
	};
	createInterface(socket).on("line", (line) => {
		// A delay is measured from the second turn after a reset on, and seen in the turn after its cause.
		setTimeout(() => {
			run(JSON.parse(line) as HookCommand, collectGarbage);
			setTimeout(answer, TURN_MS);
		}, TURN_MS);
	});
}

const { FAULT_HOOK_PORT } = process.env;
if (isMainThread && FAULT_HOOK_PORT !== undefined) {
	// Children of this process are left alone.
	delete process.env.FAULT_HOOK_PORT;
	delete process.env.NODE_OPTIONS;
	serve(Number(FAULT_HOOK_PORT));
}
