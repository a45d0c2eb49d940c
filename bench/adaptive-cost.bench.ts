import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BIO_MODULES } from "../apps/server/src/bio/decision-log.ts";
import type { BenchContext, Figure, Result } from "./benchmark.ts";
import type { WatchPlan } from "./load/attention/audience.ts";
import { DeviceProcesses } from "./load/attention/device-processes.ts";
import { LoadChild } from "./load/attention/load-child.ts";
import { type Part, partShares } from "./load/attention/module-share.ts";
import { monitorCost } from "./load/attention/monitor-cost.ts";
import { preferProcess } from "./load/attention/prefer-process.ts";
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
const MEASURE_MS = 15_000;
const PROFILE_MS = 10_000;
/** The NoveltyDetector judges a stream after 120 of its samples; before that it does less. */
const WARM_UP_MS = 125_000;

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
	preferProcess(server.pid);
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

/** What the server used with the modules in one mode, and of that its parts, where the modules were on. */
interface Sample {
	core: number;
	shares: Record<Part, number> | null;
}

async function used(rig: Rig, mode: Mode): Promise<Sample> {
	const { audience, server } = rig;
	await switchModules(server.port, mode);
	// The same part of the trace each time: both modes meet the same attention.
	const plan: WatchPlan = { behaviour: "attention", fromMs: 60_000, settleMs: SETTLE_MS };
	await audience.ask("watch", plan);
	const core = await coreUsed(server, () => sleep(MEASURE_MS));
	const shares = mode === "on" ? await profiled(rig) : null;
	await audience.ask("leave");
	return { core, shares };
}

/** Share of a core that the server's own process uses while something goes on. */
async function coreUsed(server: SensoctoServer, meanwhile: () => Promise<unknown>): Promise<number> {
	const [before, began] = [processUse(server.pid), performance.now()];
	await meanwhile();
	return (processUse(server.pid).cpuUs - before.cpuUs) / 1e3 / (performance.now() - began);
}

/**
 * Shares of a core by part. A profile tells what was under way, also while the system had other things to do: its shares
 * count of the processor time that was used meanwhile.
 */
async function profiled({ inspectorPort, server }: Rig): Promise<Record<Part, number>> {
	let shares: Record<Part, number> | undefined;
	const core = await coreUsed(server, async () => {
		shares = partShares(await profile(inspectorPort, PROFILE_MS));
	});
	const { idle, ...busy } = shares!;
	const scale = core / Object.values(busy).reduce((sum, share) => sum + share, 0);
	const scaled = Object.entries(busy).map(([part, share]) => [part, share * scale]);
	return { idle, ...Object.fromEntries(scaled) };
}

export async function run({ log, repeats, root }: BenchContext): Promise<Result> {
	const monitors: number[] = [];
	for (let turn = 0; turn < repeats; turn++) monitors.push(await monitorCost(SENSORS));
	return withRig(root, async (rig) => {
		await sleep(WARM_UP_MS);
		const measure = async (mode: Mode): Promise<Sample> => {
			const sample = await used(rig, mode);
			const part = sample.shares === null ? "" : `, modules ${percent(sample.shares.modules)} %`;
			log(`modules ${mode}: ${percent(sample.core)} % of a core${part}`);
			return sample;
		};
		const samples = await interleave<Mode, Sample>(
			{ on: () => measure("on"), off: () => measure("off") },
			repeats,
		);
		return judge(samples, median(monitors));
	});
}

function judge({ off, on }: Record<Mode, readonly Sample[]>, monitor: number): Result {
	const differences = on.map(({ core }, turn) => core - off[turn]!.core);
	const parts = (part: Part): number[] => on.flatMap(({ shares }) => (shares === null ? [] : [shares[part]]));
	const modules = median(parts("modules"));
	const costliest = Math.max(monitor, median(parts("monitor")));
	const core = (value: number): Figure => ({ value: percent(value), unit: "% of a core" });
	return {
		figures: {
			"modules, by profile": core(modules),
			"load monitor, by profile": core(median(parts("monitor"))),
			"load monitor by itself": core(monitor),
			"garbage collection of all": core(median(parts("garbage collection"))),
			"rest of the server": core(median(parts("rest"))),
			"server, modules on": core(median(on.map((sample) => sample.core))),
			"server, modules off": core(median(off.map((sample) => sample.core))),
			"on less off": core(median(differences)),
		},
		met: modules < TARGETS.modules && costliest < TARGETS.monitor,
		acceptable: modules < TARGETS.modules / 0.6 && costliest < TARGETS.monitor / 0.6,
		notes: [
			`Judged by the profile (${spread(parts("modules"))} %): functions of the modules with all they call, but without their part in garbage collection.`,
			`On less off was ${spread(differences)} % of a core: what the machine does besides is of that size.`,
		],
	};
}

const percent = (share: number): number => significant(100 * share, 3);

const spread = (values: readonly number[]): string =>
	`${percent(Math.min(...values))} to ${percent(Math.max(...values))}`;
