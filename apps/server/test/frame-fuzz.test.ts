import type { SensorSummary } from "@sensocto/protocol";
import { chosenSeed, FaultHook, type HookAnswer, SeededRng, waitUntil } from "@sensocto/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FuzzLane } from "./harness/fuzz-lane.ts";
import { PASSING } from "./harness/hostile-message.ts";
import { report } from "./harness/report.ts";
import { SteadyStream } from "./harness/steady-stream.ts";
import { TestServer } from "./launch-server.ts";

/** Hostile frames; `FUZZ_FRAMES=1000000` for the long form. */
const FRAMES = Number(process.env.FUZZ_FRAMES ?? 20_000);

/** Hostile clients at the same time: half of them authenticated, half of each of either version. */
const LANES = 12;

/**
 * Frames before memory is measured for the first time: what such a load needs is compiled by then, and the allocator's
 * heap has its size. The rarer a path is taken, the later.
 */
const WARM_UP = Math.max(12_000, FRAMES / 10);

/** How long a sensor without a connection stays: what hostile sockets leave is gone before memory is measured. */
const GRACE_MS = 2_000;

/** The one sensor that is not hostile, with the sockets of its device and its viewer. */
const STEADY = "steady";
const STEADY_SOCKETS = 2;

/** Memory the server may have grown by, in bytes. */
const GROWTH_BYTES = 10 * 1_024 * 1_024;

/** Longest time the whole may take, in ms. */
const LIMIT_MS = 60_000 + FRAMES * 5;

const seed = chosenSeed(undefined);

let server: TestServer;
let hook: FaultHook;
let token: string;
beforeAll(async () => {
	hook = await FaultHook.create();
	server = await TestServer.launch({
		AUTH_MODE: "required",
		SENSOR_GRACE_MS: String(GRACE_MS),
		...hook.env,
	});
	token = /^\S+/.exec(await server.cli("token", "create", "fuzz"))![0];
});
afterAll(async () => {
	hook?.close();
	await server?.stop();
});

function lanes(from: number): FuzzLane[] {
	return Array.from({ length: LANES }, (_, k) => {
		const version = k % 2 === 0 ? 1 : 2;
		return new FuzzLane(server.port, version, k % 4 < 2 ? token : null, new SeededRng(from + k));
	});
}

/** Every sensor that is known. */
async function known(): Promise<SensorSummary[]> {
	const { body } = await server.request("/api/sensors", { headers: { authorization: `Bearer ${token}` } });
	return (body as { sensors: SensorSummary[] }).sensors;
}

/** Open sockets. */
async function connections(): Promise<number> {
	const text = await (await fetch(`${server.url}/metrics`)).text();
	return Number(/^sensocto_connections (\d+)$/m.exec(text)![1]);
}

/** Memory once the hostile sockets are gone, their sensors' grace periods are over, and so is garbage. */
async function memory(): Promise<HookAnswer> {
	const atRest = async () =>
		(await connections()) === STEADY_SOCKETS &&
		(await known()).every(({ sensor_id, status }) => sensor_id === STEADY || status === "offline");
	await waitUntil(atRest, {
		timeoutMs: 60_000,
		intervalMs: 200,
		what: "the end of what hostile sockets did",
	});
	await hook.collectGarbage();
	return hook.collectGarbage();
}

const mebibytes = (bytes: number) => (bytes / 1_048_576).toFixed(1);

describe("hostile frames", () => {
	it(
		"C4 close their own socket with the documented code, harm nobody else and leave nothing behind",
		async () => {
			const steady = await SteadyStream.start(server.url, STEADY, { token });
			const first = lanes(seed);
			await Promise.all(first.map((lane) => lane.run(Math.ceil(WARM_UP / LANES))));
			const before = await memory();
			const all = lanes(seed + LANES);
			const began = performance.now();
			await Promise.all(all.map((lane) => lane.run(Math.ceil(FRAMES / LANES))));
			const seconds = (performance.now() - began) / 1_000;
			const after = await memory();
			const growth = after.rssBytes - before.rssBytes;
			const used = after.usedBytes - before.usedBytes;

			const closed = all.flatMap((lane) => [...lane.closed]);
			const byCode = Map.groupBy(closed, ([code]) => code);
			const counts = [...byCode].map(([code, list]) => `${code}: ${list.reduce((sum, [, n]) => sum + n, 0)}`);
			report(
				`C4 seed ${seed}: ${FRAMES} frames in ${seconds.toFixed(1)} s, closed ${counts.join(", ")}; ` +
					`memory ${mebibytes(growth)} MiB, of it in use ${mebibytes(used)} MiB`,
			);
			expect([...first, ...all].flatMap(({ failures }) => failures)).toEqual([]);
			expect((await known()).filter(({ sensor_id }) => sensor_id.startsWith(PASSING))).toEqual([]);
			expect(await steady.stop()).toEqual([]);
			expect(server.process.output).not.toMatch(/connection failed|channel crashed|join failed/);
			expect(used).toBeLessThanOrEqual(GROWTH_BYTES);
			expect(growth).toBeLessThanOrEqual(GROWTH_BYTES);
		},
		LIMIT_MS,
	);
});
