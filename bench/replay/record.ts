import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { SensoctoSocket, ViewerSession } from "@sensocto/client";
import { SeededRng } from "../../packages/testkit/src/seeded-rng.ts";
import { SensoctoServer } from "../sensocto-server.ts";

const USAGE = `node bench/replay/record.ts [--seconds N] [--visitors N] [--seed N] FILE

Starts a server with 300 simulated people, lets scripted visitors look around in it while twice somebody reads lists over
and over, and records load and attention to FILE.
--seconds N   how long (150)
--visitors N  browsers that look around (4)
--seed N      of what they do (1)
`;

const SCENARIO = "massive-study";

/** Sensors on one page, and by how many a visitor scrolls. */
const PAGE = 12;
const SCROLL = 6;

/** Time that a server gets to become calm after its start, in ms: a trace begins with the first visitor. */
const CALM_MS = 20_000;

/** Longest pause of a visitor between two actions, in ms. */
const PAUSE_MS = 5_000;

/** When lists are read over and over, as parts of the whole time, and how often a second. */
const RUSHES: readonly (readonly [from: number, until: number, perSecond: number])[] = [
	[0.25, 0.4, 20],
	[0.6, 0.8, 30],
];

/** Reads under way at most. */
const READS = 4;

async function sensorIds(url: string): Promise<string[]> {
	const response = await fetch(`${url}/api/sensors`);
	const { sensors } = (await response.json()) as { sensors: { sensor_id: string }[] };
	return sensors.map(({ sensor_id }) => sensor_id);
}

/** One visitor: pages through the sensors, points at some, opens a few, and looks away at times. */
async function visit(
	url: string,
	ids: readonly string[],
	name: string,
	rng: SeededRng,
	until: number,
): Promise<void> {
	const socket = new SensoctoSocket(url);
	socket.connect();
	const session = new ViewerSession(socket, { viewId: name, encoding: "binary", directory: true });
	await session.open();
	const view = (sensor_id: string) => ({ sensor_id, kind: "view" as const });
	let seen = ids.slice(0, PAGE);
	session.attention({ add: seen.map(view) });
	let [first, hidden] = [rng.int(0, ids.length - PAGE), false];
	while (performance.now() < until) {
		await sleep(rng.int(500, PAUSE_MS));
		const sensor_id = rng.pick(seen);
		if (hidden || rng.chance(0.08)) {
			hidden = !hidden;
			session.attention({ hidden });
		} else if (rng.chance(0.4)) {
			first = Math.max(0, Math.min(ids.length - PAGE, first + SCROLL * rng.pick([-1, 1, 1])));
			const next = ids.slice(first, first + PAGE);
			const remove = seen.filter((id) => !next.includes(id)).map(view);
			session.attention({ add: next.filter((id) => !seen.includes(id)).map(view), remove });
			seen = next;
		} else {
			const interest = { sensor_id, kind: rng.pick(["hover", "hover", "focus"] as const) };
			session.attention({ add: [interest] });
			await sleep(rng.int(300, PAUSE_MS));
			session.attention({ remove: [interest] });
		}
	}
	await socket.close();
}

/** Reads lists over and over: what keeps a server busy besides sensors. */
async function rush(url: string, perSecond: number, until: number): Promise<void> {
	const reads = new Set<Promise<unknown>>();
	while (performance.now() < until) {
		await sleep(1_000 / perSecond);
		if (reads.size >= READS) continue;
		const read: Promise<unknown> = fetch(`${url}/api/sensors`)
			.then((response) => response.arrayBuffer())
			.finally(() => reads.delete(read));
		reads.add(read);
	}
	await Promise.all(reads);
}

async function record(file: string, seconds: number, visitors: number, seed: number): Promise<void> {
	const root = join(import.meta.dirname, "../..");
	const server = await SensoctoServer.start(root, {
		SIMULATOR_ENABLED: "true",
		SIMULATOR_AUTOSTART: SCENARIO,
		HOST_SENSOR: "false",
		TRACE_FILE: file,
	});
	try {
		const url = `http://127.0.0.1:${server.port}`;
		let ids = await sensorIds(url);
		for (; ids.length < PAGE; ids = await sensorIds(url)) await sleep(200);
		await sleep(CALM_MS);
		const [start, length] = [performance.now(), seconds * 1_000];
		const rng = new SeededRng(seed);
		const looking = Array.from({ length: visitors }, (_, i) =>
			visit(url, ids, `visitor-${i}`, new SeededRng(rng.uint32()), start + length),
		);
		const rushing = RUSHES.map(async ([from, until, perSecond]) => {
			await sleep(from * length);
			await rush(url, perSecond, start + until * length);
		});
		await Promise.all([...looking, ...rushing]);
	} finally {
		await server.stop();
	}
}

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		seconds: { type: "string", default: "150" },
		visitors: { type: "string", default: "4" },
		seed: { type: "string", default: "1" },
	},
});
const [seconds, visitors, seed] = [values.seconds, values.visitors, values.seed].map(Number);
if (positionals.length !== 1 || !(seconds! > 0) || !Number.isInteger(visitors) || !Number.isInteger(seed)) {
	console.error(USAGE);
	process.exitCode = 2;
} else await record(resolve(positionals[0]!), seconds!, visitors!, seed!);
