import { readFileSync } from "node:fs";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { COUNTING } from "./load-plan.ts";
import { PlanConnection } from "./plan-connection.ts";

// The load generator where there is no C compiler: does what generator/main.c does, with the same arguments and the
// same output, and takes more of the machine for it.

const LONGEST_MS = 60_000;
const DRAIN_MS = 1_000;
/** Time between two signs of life of a connection, in ms. */
const SIGN_MS = 25_000;

const [plan = "", port, mode, amount, warmMs, measureMs, most] = process.argv.slice(2);
const latencies = new Float64Array(LONGEST_MS + 1);
let sent = 0;
let received = 0;

function delivered(sentMs: number): void {
	received++;
	latencies[Math.min(LONGEST_MS, Math.max(0, Date.now() - sentMs))]!++;
}

/** The latency in ms that so large a share of the deliveries did not exceed; -1 without any. */
function quantile(share: number): number {
	const total = latencies.reduce((sum, count) => sum + count, 0);
	let below = 0;
	for (let ms = 0; total > 0; ms++) {
		below += latencies[ms]!;
		if (below >= share * total) return ms;
	}
	return -1;
}

async function setUp(): Promise<PlanConnection[]> {
	const bytes = readFileSync(plan);
	const all: PlanConnection[] = [];
	for (let at = 0; at < bytes.length; ) {
		const end = bytes.indexOf("\n", at);
		const [command, first = 0, stampAt = -1, maskAt = -1] = bytes
			.toString("latin1", at, end)
			.split(" ")
			.map((word, k) => (k === 0 ? word : Number(word))) as [string, number?, number?, number?];
		const length = command === "connect" || command === "drop" ? 0 : first;
		const body = bytes.subarray(end + 1, end + 1 + length);
		at = end + 1 + length;
		const last = all.at(-1);
		if (command === "connect") all.push(new PlanConnection(Number(port), first, delivered));
		else if (command === "send") last?.send(body);
		else if (command === "wait") await last?.waitFor(body);
		else if (command === "sign") setInterval(() => last?.send(body), SIGN_MS).unref();
		else if (command === "drop") last?.dropWaited();
		else last?.messages.push({ bytes: body, stampAt, maskAt });
	}
	return all;
}

const all = await setUp();
const publishers = all.filter(({ messages }) => messages.length > 0);
const viewers = all.filter(({ counting }) => counting !== COUNTING.nothing).length;
for (const connection of all) connection.start();

const began = performance.now();
const warm = began + Number(warmMs);
const end = warm + Number(measureMs);
let before: { at: number; sent: number; received: number; cpu: NodeJS.CpuUsage } | undefined;
for (let now = began; now < end && sent < Number(most); now = performance.now()) {
	if (before === undefined && now >= warm) {
		console.log("measure");
		latencies.fill(0);
		before = { at: now, sent, received, cpu: process.cpuUsage() };
	}
	const due =
		mode === "rate" ? ((now - began) * Number(amount)) / 1_000 : received / viewers + Number(amount);
	for (; sent < due - 1e-9; sent++) publishers[sent % publishers.length]!.publish();
	await (mode === "rate" ? sleep(1) : setImmediate());
}
before ??= { at: began, sent: 0, received: 0, cpu: process.cpuUsage() };
const seconds = (performance.now() - before.at) / 1_000;
const { system, user } = process.cpuUsage(before.cpu);
console.log(
	JSON.stringify({
		seconds,
		sent: sent - before.sent,
		received: received - before.received,
		cpu: (user + system) / 1e6 / seconds,
		p50: quantile(0.5),
		p99: quantile(0.99),
	}),
);
for (let until = performance.now() + DRAIN_MS; performance.now() < until && received < sent * viewers; )
	await sleep(10);
console.log(JSON.stringify({ allSent: sent, allReceived: received }));
for (const connection of all) connection.destroy();
