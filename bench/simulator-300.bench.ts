import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BenchContext, type Result, Unavailable } from "./benchmark.ts";
import { processUse } from "./process-tree.ts";
import { SensoctoServer } from "./sensocto-server.ts";
import { median, significant } from "./statistics.ts";
import { SubjectProcess } from "./subject-process.ts";

export const name = "simulator-300";
export const description =
	"The massive study, 300 simulated people on 30 connections with heart rate, variability, skin temperature and battery, against a running server: share of a core the simulating process uses";
export const target = "≤ 25 % of a core";

const SENSORS = 300;
const TARGET = 0.25;
const JOIN_MS = 60_000;
/** Time after the last join in which code is compiled, in ms, and then the time that is measured. */
const SETTLE_MS = 5_000;
const MEASURE_MS = 15_000;

interface Sample {
	/** Share of a core of the simulator and of the server. */
	share: number;
	serverShare: number;
	samplesPerSecond: number;
	rssBytes: number;
}

interface Metrics {
	online: number;
	samples: number;
}

/** How many simulated sensors a server has online, and samples it takes of them in a second. */
async function metrics(port: number): Promise<Metrics> {
	const response = await fetch(`http://127.0.0.1:${port}/api/sensors`, {
		signal: AbortSignal.timeout(5_000),
	});
	const { sensors } = (await response.json()) as {
		sensors: { status: string; provenance: string; attributes: { rate_hz: number }[] }[];
	};
	const online = sensors.filter((sensor) => sensor.status === "online" && sensor.provenance === "simulated");
	const rates = online.flatMap(({ attributes }) => attributes.map(({ rate_hz }) => rate_hz));
	return { online: online.length, samples: rates.reduce((sum, rate) => sum + rate, 0) };
}

async function measure(root: string): Promise<Sample> {
	const server = await SensoctoServer.start(root);
	let simulator: SubjectProcess | undefined;
	try {
		const cli = join(root, "apps", "server", "src", "cli", "sensocto.ts");
		simulator = new SubjectProcess({
			command: process.execPath,
			args: [cli, "simulate", "massive-study", "--url", `http://127.0.0.1:${server.port}`],
			cwd: root,
			env: { NODE_ENV: "production" },
		});
		await simulator.until(async () => (await metrics(server.port)).online === SENSORS, JOIN_MS);
		await sleep(SETTLE_MS);
		const [before, serverBefore] = [processUse(simulator.pid), processUse(server.pid)];
		const started = performance.now();
		await sleep(MEASURE_MS);
		const [after, serverAfter] = [processUse(simulator.pid), processUse(server.pid)];
		const us = 1_000 * (performance.now() - started);
		const { online, samples } = await metrics(server.port);
		if (online !== SENSORS) throw new Unavailable(`${online} of ${SENSORS} sensors stayed online`);
		return {
			share: (after.cpuUs - before.cpuUs) / us,
			serverShare: (serverAfter.cpuUs - serverBefore.cpuUs) / us,
			samplesPerSecond: samples,
			rssBytes: after.rssBytes,
		};
	} finally {
		await simulator?.stop();
		await server.stop();
	}
}

export async function run({ root, repeats, log }: BenchContext): Promise<Result> {
	const samples: Sample[] = [];
	for (let turn = 0; turn < repeats; turn++) {
		const sample = await measure(root);
		log(`${significant(100 * sample.share, 3)} % of a core`);
		samples.push(sample);
	}
	const of = (key: keyof Sample): number => median(samples.map((sample) => sample[key]));
	const share = of("share");
	return {
		figures: {
			simulator: { value: significant(100 * share, 3), unit: "% of a core" },
			server: { value: significant(100 * of("serverShare"), 3), unit: "% of a core" },
			samples: { value: significant(of("samplesPerSecond"), 3), unit: "/s" },
			"simulator memory": { value: significant(of("rssBytes") / 2 ** 20, 3), unit: "MiB" },
		},
		met: share <= TARGET,
		acceptable: share <= TARGET / 0.6,
	};
}
