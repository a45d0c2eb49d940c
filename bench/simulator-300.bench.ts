import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SensoctoSocket, ViewerSession } from "@sensocto/client";
import { type BenchContext, type Result, Unavailable } from "./benchmark.ts";
import { processUse } from "./process-tree.ts";
import { SensoctoServer } from "./sensocto-server.ts";
import { median, significant } from "./statistics.ts";
import { SubjectProcess } from "./subject-process.ts";

export const name = "simulator-300";
export const description =
	"The massive study, 300 simulated people on 30 connections against a running server: share of a core the simulating process uses while nobody looks, while one viewer watches all, and watched with a 25 Hz breathing curve of each person as well";
export const target = "≤ 25 % of a core, each";

const SENSORS = 300;
const TARGET = 0.25;
const JOIN_MS = 60_000;
/** Time after a change in which code is compiled and windows are agreed on, in ms, and then the measured time. */
const SETTLE_MS = 5_000;
const MEASURE_MS = 8_000;

/** Use over one stretch. */
interface Sample {
	/** Share of a core of the simulator and of the server. */
	share: number;
	serverShare: number;
	samplesPerSecond: number;
	rssBytes: number;
}

interface ListedSensor {
	sensor_id: string;
	status: string;
	provenance: string;
	attributes: { rate_hz: number }[];
}

/** The simulated sensors a server has online. */
async function onlineSensors(port: number): Promise<ListedSensor[]> {
	const response = await fetch(`http://127.0.0.1:${port}/api/sensors`, {
		signal: AbortSignal.timeout(5_000),
	});
	const { sensors } = (await response.json()) as { sensors: ListedSensor[] };
	return sensors.filter((sensor) => sensor.status === "online" && sensor.provenance === "simulated");
}

async function measure(port: number, simulator: SubjectProcess, server: SensoctoServer): Promise<Sample> {
	await sleep(SETTLE_MS);
	const [before, serverBefore] = [processUse(simulator.pid), processUse(server.pid)];
	const started = performance.now();
	await sleep(MEASURE_MS);
	const [after, serverAfter] = [processUse(simulator.pid), processUse(server.pid)];
	const us = 1_000 * (performance.now() - started);
	const online = await onlineSensors(port);
	if (online.length !== SENSORS)
		throw new Unavailable(`${online.length} of ${SENSORS} sensors stayed online`);
	const rates = online.flatMap(({ attributes }) => attributes.map(({ rate_hz }) => rate_hz));
	return {
		share: (after.cpuUs - before.cpuUs) / us,
		serverShare: (serverAfter.cpuUs - serverBefore.cpuUs) / us,
		samplesPerSecond: rates.reduce((sum, rate) => sum + rate, 0),
		rssBytes: after.rssBytes,
	};
}

/** Watches every simulated sensor until it is closed. */
async function watchAll(port: number): Promise<SensoctoSocket> {
	const socket = new SensoctoSocket(`http://127.0.0.1:${port}`);
	socket.connect();
	const viewer = new ViewerSession(socket, { viewId: "bench", encoding: "columns" });
	await viewer.open();
	const sensors = (await onlineSensors(port)).map(({ sensor_id }) => ({ sensor_id }));
	await viewer.subscribe(sensors);
	viewer.attention({ add: sensors.map((sensor) => ({ ...sensor, kind: "view" })) });
	return socket;
}

/** Runs a scenario against a server of its own, and measures each phase. */
async function simulate(
	root: string,
	scenario: string,
	phases: readonly ("alone" | "watched")[],
): Promise<Sample[]> {
	const server = await SensoctoServer.start(root);
	let simulator: SubjectProcess | undefined;
	let viewer: SensoctoSocket | undefined;
	try {
		const cli = join(root, "apps", "server", "src", "cli", "sensocto.ts");
		simulator = new SubjectProcess({
			command: process.execPath,
			args: [cli, "simulate", scenario, "--url", `http://127.0.0.1:${server.port}`],
			cwd: root,
			env: { NODE_ENV: "production" },
		});
		await simulator.until(async () => (await onlineSensors(server.port)).length === SENSORS, JOIN_MS);
		const samples: Sample[] = [];
		for (const phase of phases) {
			if (phase === "watched") viewer = await watchAll(server.port);
			samples.push(await measure(server.port, simulator, server));
		}
		return samples;
	} finally {
		await viewer?.close();
		await simulator?.stop();
		await server.stop();
	}
}

/** The massive study with a breathing curve of each person. */
function withBreathing(root: string): string {
	const scenario = readFileSync(
		join(root, "packages", "simulator", "scenarios", "massive-study.yaml"),
		"utf8",
	);
	const file = join(mkdtempSync(join(tmpdir(), "sensocto-bench-")), "breathing.yaml");
	writeFileSync(
		file,
		scenario.replace("- type: heartrate", "- type: respiration\n          - type: heartrate"),
	);
	return file;
}

export async function run({ root, repeats, log }: BenchContext): Promise<Result> {
	const breathing = withBreathing(root);
	const parts: Record<"alone" | "watched" | "breathing", Sample[]> = {
		alone: [],
		watched: [],
		breathing: [],
	};
	try {
		for (let turn = 0; turn < repeats; turn++) {
			const [alone, watched] = await simulate(root, "massive-study", ["alone", "watched"]);
			const [curve] = await simulate(root, breathing, ["watched"]);
			parts.alone.push(alone!);
			parts.watched.push(watched!);
			parts.breathing.push(curve!);
			const shares = [alone, watched, curve].map((sample) => significant(100 * sample!.share, 3));
			log(`${shares.join(", ")} % of a core`);
		}
	} finally {
		rmSync(join(breathing, ".."), { recursive: true, force: true });
	}
	const of = (part: keyof typeof parts, key: keyof Sample): number =>
		median(parts[part].map((sample) => sample[key]));
	const percent = (part: keyof typeof parts, key: "share" | "serverShare") => ({
		value: significant(100 * of(part, key), 3),
		unit: "% of a core",
	});
	const rate = (part: keyof typeof parts) => ({
		value: significant(of(part, "samplesPerSecond"), 3),
		unit: "/s",
	});
	const worst = Math.max(of("alone", "share"), of("watched", "share"), of("breathing", "share"));
	return {
		figures: {
			"nobody looks": percent("alone", "share"),
			watched: percent("watched", "share"),
			samples: rate("watched"),
			"with breathing": percent("breathing", "share"),
			"samples with breathing": rate("breathing"),
			"server with breathing": percent("breathing", "serverShare"),
			"simulator memory": { value: significant(of("breathing", "rssBytes") / 2 ** 20, 3), unit: "MiB" },
		},
		met: worst <= TARGET,
		acceptable: worst <= TARGET / 0.6,
	};
}
