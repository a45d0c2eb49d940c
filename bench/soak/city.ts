import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { writePage } from "../benchmarks-page.ts";
import { LoadGenerator, type LoadReport } from "../load/load-generator.ts";
import { sensocto } from "../load/subjects.ts";
import { describeMachine } from "../machine.ts";
import { type ResultFile, writeResult } from "../result-file.ts";
import { SensoctoServer } from "../sensocto-server.ts";
import { significant } from "../statistics.ts";
import { LONGEST_STALL_MS, MOST_GROWTH, type Reading, type Steadiness, steadiness } from "./steadiness.ts";

const USAGE = `npm run soak -- city [--minutes N]

Puts the load of city-1000x50 on a server for N minutes (30) and reads its memory and the stalls of its event loop every
10 s. It fails when memory grows after the first 5 minutes, when the event loop stands still, or when a delivery is
missing. A run long enough to tell, 15 minutes, writes bench/results/city-soak.json.
`;

const INTERVAL_MS = 10_000;
/** Time for the load to become steady, in ms. */
const WARM_MS = 15_000;
const CROWD = { publishers: 1_000, viewers: 50, messageBytes: 200, attention: "view" } as const;
const MESSAGES_PER_SECOND = 10_000;

const root = join(import.meta.dirname, "..", "..");

interface Soaked extends Steadiness {
	minutes: number;
	undelivered: number;
	deliveriesPerSecond: number;
	readings: number;
}

function readingsIn(file: string, from: number, to: number): Reading[] {
	return readFileSync(file, "utf8")
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line) as Reading)
		.filter(({ at }) => at - INTERVAL_MS >= from && at <= to);
}

async function soak(minutes: number): Promise<Soaked> {
	const folder = mkdtempSync(join(tmpdir(), "sensocto-soak-"));
	const file = join(folder, "readings");
	const probe = pathToFileURL(join(import.meta.dirname, "probe.ts")).href;
	const generator = LoadGenerator.build(root);
	const server = await SensoctoServer.start(root, {
		...{ RATE_LIMIT: "0", HOST_SENSOR: "false" },
		...{ NODE_OPTIONS: `--import=${probe}`, SOAK_FILE: file, SOAK_INTERVAL_MS: String(INTERVAL_MS) },
	});
	try {
		const span = { from: 0, to: 0 };
		const report: LoadReport = await generator.run(
			sensocto(CROWD, server.port),
			server.port,
			{ mode: "rate", amount: MESSAGES_PER_SECOND, warmMs: WARM_MS, measureMs: minutes * 60_000 },
			{
				measuring: () => {
					span.from = Date.now();
				},
				measured: () => {
					span.to = Date.now();
				},
			},
		);
		const readings = readingsIn(file, span.from, span.to);
		return {
			...steadiness(readings),
			minutes,
			undelivered: report.allSent * CROWD.viewers - report.allReceived,
			deliveriesPerSecond: report.received / report.seconds,
			readings: readings.length,
		};
	} finally {
		await server.stop();
		generator.remove();
		rmSync(folder, { recursive: true });
	}
}

function resultOf(soaked: Soaked, began: number): ResultFile {
	const met = soaked.isSteady && soaked.undelivered === 0;
	return {
		name: "city-soak",
		description: `The load of city-1000x50 for ${soaked.minutes} minutes: resident memory of the server's process (slope after 5 minutes, median over all pairs of readings) and the longest stall of its event loop`,
		target: `≤ ${MOST_GROWTH} MiB an hour, no stall above ${LONGEST_STALL_MS} ms, all delivered`,
		outcome: met ? "met" : "missed",
		met,
		acceptable: met,
		figures: {
			growth: { value: significant(soaked.growth, 3), unit: "MiB/h" },
			"resident memory": { value: significant(soaked.rss, 3), unit: "MiB" },
			heap: { value: significant(soaked.heap, 3), unit: "MiB" },
			"waiting for a core around it": {
				value: significant(soaked.worst?.waitedMs ?? 0, 3),
				unit: "ms in 10 s",
			},
			"longest collection around it": { value: significant(soaked.worst?.collectionMs ?? 0, 3), unit: "ms" },
			"longest stall": { value: significant(soaked.longestStallMs, 3), unit: "ms" },
			deliveries: { value: significant(soaked.deliveriesPerSecond, 3), unit: "/s" },
			undelivered: { value: soaked.undelivered, unit: "" },
		},
		missingPeers: [],
		notes: [],
		date: new Date().toISOString(),
		durationS: Math.round((performance.now() - began) / 100) / 10,
		machine: describeMachine(),
	};
}

async function main(): Promise<number> {
	const { values } = parseArgs({
		options: { minutes: { type: "string", default: "30" }, help: { type: "boolean", default: false } },
	});
	const minutes = Number(values.minutes);
	if (values.help || !(minutes > 0)) {
		console.error(USAGE);
		return values.help ? 0 : 64;
	}
	const began = performance.now();
	const soaked = await soak(minutes);
	console.log(JSON.stringify(soaked));
	if (Number.isNaN(soaked.growth)) {
		console.log("Too short to tell whether memory grows; nothing is written.");
		return soaked.longestStallMs <= LONGEST_STALL_MS && soaked.undelivered === 0 ? 0 : 1;
	}
	const result = resultOf(soaked, began);
	writeResult(root, result);
	writePage(root);
	return result.met ? 0 : 1;
}

process.exitCode = await main();
