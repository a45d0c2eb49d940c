import { parseArgs } from "node:util";
import { idleProtocols } from "./idle-protocols.ts";
import { clientFrame, RawWebSocket } from "./raw-web-socket.ts";

/** Connections being set up at once. */
const AT_ONCE = 64;
const HEARTBEAT_MS = 25_000;

// A program of its own, so that what it uses is never counted for the server. It prints one line of JSON when all clients
// have joined, then keeps them until its input ends.
const { values } = parseArgs({
	options: { port: { type: "string" }, count: { type: "string" }, protocol: { type: "string" } },
});
const port = Number(values.port);
const count = Number(values.count);
const protocol = idleProtocols[values.protocol ?? ""];
if (!protocol || !(port > 0) || !(count > 0)) {
	console.error(
		`usage: idle-clients.ts --port N --count N --protocol ${Object.keys(idleProtocols).join("|")}`,
	);
	process.exit(2);
}

const started = performance.now();
const sockets: RawWebSocket[] = [];
let joined = 0;

function fail(index: number, reason: string): never {
	console.error(`client ${index} of ${count} (${joined} joined): ${reason}`);
	process.exit(1);
}

function report(): void {
	const { user, system } = process.cpuUsage();
	const wallMs = performance.now() - started;
	console.log(JSON.stringify({ joined, wallMs, cpuMs: (user + system) / 1_000 }));
}

function openNext(): void {
	const index = sockets.length;
	if (index >= count || !protocol) return;
	sockets.push(
		new RawWebSocket({
			port,
			path: protocol.path,
			onOpen: (socket) => protocol.opened(socket, index),
			onText: (text, socket) => {
				const answer = protocol.received(text, socket, index);
				if (answer === "waiting") return;
				if (answer !== "joined") fail(index, answer.refused);
				joined++;
				if (joined === count) report();
				openNext();
			},
			onEnd: (reason) => fail(index, reason),
		}),
	);
}

for (let i = 0; i < Math.min(AT_ONCE, count); i++) openNext();
if (protocol.heartbeat) {
	const frame = clientFrame(protocol.heartbeat);
	setInterval(() => {
		for (const socket of sockets) socket.send(frame);
	}, HEARTBEAT_MS);
}
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
