import { join } from "node:path";
import { BIO_MODULES } from "../apps/server/src/bio/decision-log.ts";
import type { BenchContext, Figure, Result } from "./benchmark.ts";
import type { WatchPlan } from "./load/attention/audience.ts";
import { DeviceProcesses } from "./load/attention/device-processes.ts";
import { LoadChild } from "./load/attention/load-child.ts";
import { type Part, partShares } from "./load/attention/module-share.ts";
import { monitorCost } from "./load/attention/monitor-cost.ts";
import { inspected, profile } from "./load/attention/server-profile.ts";
import { processUse } from "./process-tree.ts";
import { SensoctoServer } from "./sensocto-server.ts";
import { interleave, median, significant } from "./statistics.ts";

export const name = "adaptive-cost";
export const description =
	"1 000 sensors with ten numbers a second each and 5 viewers who follow a recorded trace of attention: processor time within the modules of the adaptive layer, by a profile of the server, and of the load monitor by itself; beside it the server's processor time with all modules on and off, in turns";
export const target = "modules together < 2 % of a core, the load monitor < .5 %";

const SENSORS = 1_000;
const VIEWERS = 5;
const TARGETS = { modules: 0.02, monitor: 0.005 };

const SETTLE_MS = 5_000;
const MEASURE_MS = 35_000;
const PROFILE_MS = 20_000;
const MONITOR_MS = 4_000;

type Mode = "on" | "off";

async function switchModules(port: number, mode: Mode): Promise<void> {
	for (const module of BIO_MODULES) {
		const response = await fetch(`http://127.0.0.1:${port}/api/admin/modules/${module}`, {
			method: "PUT",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ mode }),
		});
		if (!response.ok) throw new Error(`${module} ${mode}: ${response.status} ${await response.text()}`);
	}
}

interface Rig {
	server: SensoctoServer;
	audience: LoadChild;
	inspectorPort: number;
}

async function withRig<T>(root: string, use: (rig: Rig) => Promise<T>): Promise<T> {
	const { env, port: inspectorPort } = await inspected();
	const server = await SensoctoServer.start(root, { RATE_LIMIT: "0", HOST_SENSOR: "false", ...env });
	let devices: DeviceProcesses | undefined;
	const file = join(root, "bench", "load", "attention", "audience-process.ts");
	const audience = new LoadChild(file, [server.port, "slow", SENSORS, VIEWERS].map(String));
	try {
		devices = await DeviceProcesses.start(server.port, "slow", SENSORS, 1);
		return await use({ server, audience, inspectorPort });
	} finally {
		await audience.stop();
		await devices?.stop();
		await server.stop();
	}
}

/** Share of a core that the server's own process used with the modules in this mode. */
async function used({ audience, server }: Rig, mode: Mode): Promise<number> {
	await switchModules(server.port, mode);
	// The same part of the trace each time: both modes meet the same attention.
	const plan: WatchPlan = { behaviour: "attention", fromMs: 60_000, settleMs: SETTLE_MS };
	await audience.ask("watch", plan);
	const [before, began] = [processUse(server.pid), performance.now()];
	await audience.ask("measure", MEASURE_MS);
	const core = (processUse(server.pid).cpuUs - before.cpuUs) / 1e3 / (performance.now() - began);
	await audience.ask("leave");
	return core;
}

async function profiled({ audience, inspectorPort, server }: Rig): Promise<Record<Part, number>> {
	await switchModules(server.port, "on");
	const plan: WatchPlan = { behaviour: "attention", fromMs: 60_000, settleMs: SETTLE_MS };
	await audience.ask("watch", plan);
	const shares = partShares(await profile(inspectorPort, PROFILE_MS));
	await audience.ask("leave");
	return shares;
}

export async function run({ log, repeats, root }: BenchContext): Promise<Result> {
	const monitors: number[] = [];
	for (let turn = 0; turn < repeats; turn++) {
		monitors.push(await monitorCost(SENSORS, MONITOR_MS));
		log(`load monitor by itself: ${percent(monitors.at(-1)!)} % of a core`);
	}
	return withRig(root, async (rig) => {
		const measure = async (mode: Mode): Promise<number> => {
			const core = await used(rig, mode);
			log(`modules ${mode}: ${percent(core)} % of a core`);
			return core;
		};
		const cores = await interleave<Mode, number>(
			{ on: () => measure("on"), off: () => measure("off") },
			repeats,
		);
		const shares = await profiled(rig);
		return judge(cores, shares, monitors);
	});
}

function judge(
	{ off, on }: Record<Mode, readonly number[]>,
	shares: Record<Part, number>,
	monitors: readonly number[],
): Result {
	const differences = on.map((core, turn) => core - off[turn]!);
	const monitor = median(monitors);
	const core = (value: number): Figure => ({ value: percent(value), unit: "% of a core" });
	return {
		figures: {
			"modules, by profile": core(shares.modules),
			"load monitor, by profile": core(shares.monitor),
			"load monitor by itself": core(monitor),
			"garbage collection of all": core(shares["garbage collection"]),
			"rest of the server": core(shares.rest),
			"server, modules on": core(median(on)),
			"server, modules off": core(median(off)),
			"on less off": core(median(differences)),
		},
		met: shares.modules < TARGETS.modules && monitor < TARGETS.monitor,
		acceptable: shares.modules < TARGETS.modules / 0.6 && monitor < TARGETS.monitor / 0.6,
		notes: [
			"Judged by the profile: functions of the modules with all they call, but without their part in garbage collection.",
			`On less off was ${spread(differences)} % of a core: what the machine does besides is of that size.`,
			`The load monitor by itself used ${spread(monitors)} % of a core.`,
		],
	};
}

const percent = (share: number): number => significant(100 * share, 3);

const spread = (values: readonly number[]): string =>
	`${percent(Math.min(...values))} to ${percent(Math.max(...values))}`;
