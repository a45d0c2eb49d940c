import { BUSY, FaultHook, freePort, waitUntil } from "@sensocto/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { report } from "./harness/report.ts";
import { StormClient } from "./harness/storm-client.ts";
import { TestServer, temporaryDirectory } from "./launch-server.ts";

const CLIENTS = 2_000;

/** Clients that connect at the same time in the beginning. */
const AT_ONCE = 50;

/** When this share of the clients has to be back after the server is, in ms. */
const SHARE = 0.95;
const BACK_MS = 10_000;

/** Longest time the server's event loop may stand still meanwhile, in ms. */
const STALL_MS = 250;

let server: TestServer | undefined;
const clients: StormClient[] = [];
afterAll(async () => {
	for (const client of clients) client.end();
	await server?.stop();
});

/** Half devices, half viewers of them. */
function clientOf(port: number, n: number): StormClient {
	const sensor_id = `storm-${n >> 1}`;
	const hr = { attribute_id: "hr", attribute_type: "heartrate", sampling_rate: 1 };
	return n % 2 === 0
		? new StormClient(port, `sensor:${sensor_id}`, { sensor_id, attributes: { hr } })
		: new StormClient(port, `viewer:storm-${n}`, { encoding: "columns", subscriptions: [{ sensor_id }] });
}

async function storm(): Promise<{ backMs: number; allMs: number; stallMs: number; downMs: number }> {
	for (const client of clients.splice(0)) client.end();
	await server?.stop();
	const port = await freePort();
	const settings = { PORT: String(port), DATA_DIR: temporaryDirectory() };
	server = await TestServer.launch(settings);
	clients.push(...Array.from({ length: CLIENTS }, (_, n) => clientOf(port, n)));
	for (let k = 0; k < CLIENTS; k += AT_ONCE) {
		await Promise.all(clients.slice(k, k + AT_ONCE).map((client) => client.connect()));
	}
	const joined = () => clients.filter(({ joinedAt }) => joinedAt !== null).length;
	await waitUntil(() => joined() === CLIENTS, { timeoutMs: 60_000, what: `${CLIENTS} joined clients` });

	const wentAt = performance.now();
	await server.process.stop(60_000);
	await waitUntil(() => joined() === 0, { what: "clients that know" });
	const hook = await FaultHook.create();
	server = await TestServer.launch({ ...settings, ...hook.env });
	const readyAt = performance.now();
	await hook.look();
	await waitUntil(() => joined() === CLIENTS, { timeoutMs: 60_000, intervalMs: 20, what: "all clients" });
	const { longestDelayMs: stallMs } = await hook.look();
	hook.close();
	const times = clients.map(({ joinedAt }) => joinedAt! - readyAt).sort((a, b) => a - b);
	return {
		backMs: times[Math.ceil(SHARE * CLIENTS) - 1]!,
		allMs: times.at(-1)!,
		stallMs,
		downMs: readyAt - wentAt,
	};
}

describe("a reconnect storm", () => {
	it("C12 of 2 000 clients is over within 10 s, and the server never stands still", {
		timeout: 240_000,
	}, async () => {
		const { allMs, backMs, downMs, stallMs } = await storm();
		report(
			`C12 down ${downMs.toFixed(0)} ms; 95 % back after ${backMs.toFixed(0)} ms, all after ${allMs.toFixed(0)} ms; ` +
				`longest stall ${stallMs.toFixed(0)} ms`,
		);
		expect(clients.reduce((sum, { refused }) => sum + refused, 0)).toBe(0);
		expect(backMs).toBeLessThanOrEqual(BUSY * BACK_MS);
		expect(stallMs).toBeLessThanOrEqual(BUSY * STALL_MS);
	});
});
