import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchContext, Figure, Result } from "./benchmark.ts";
import type { AudienceReport, WatchPlan } from "./load/attention/audience.ts";
import type { DeviceReport } from "./load/attention/device-crowd.ts";
import { DeviceProcesses } from "./load/attention/device-processes.ts";
import { LoadChild } from "./load/attention/load-child.ts";
import { preferProcess } from "./load/attention/prefer-process.ts";
import type { Behaviour } from "./load/attention/watcher.ts";
import { BUSY } from "./load/load-generator.ts";
import { isDatabase, treeUse, usedUs } from "./process-tree.ts";
import { SensoctoServer } from "./sensocto-server.ts";
import { interleave, median, significant } from "./statistics.ts";

export const name = "attention-saves";
export const description =
	"1 000 sensors (50 ECGs at 100 Hz, 950 numbers at 10 Hz) and 20 viewers who follow a recorded trace of attention, against the same server where every viewer watches everything closely: bytes from devices and to viewers, processor time of the server with its database, and the freshness of what people look at";
export const target = "≥ 80 % of bytes and ≥ 60 % of processor time saved, freshness lower by .01 at most";

const SENSORS = 1_000;
const VIEWERS = 20;
const DEVICE_PROCESSES = 2;
const TARGETS = { bytes: 0.8, cpu: 0.6, freshness: 0.01 };
const ACCEPTABLE = 0.6;

/** Until viewers have what they ask for, and code is compiled anew for what they do now, in ms. */
const SETTLE_MS = 12_000;
const WARM_MS = 20_000;
const MEASURE_MS = 15_000;
/** Measurements until there is one in which no load had devices leave samples out. */
const ATTEMPTS = 3;
/** Each turn plays another part of the trace, both ways of watching the same one. */
const FIRST_PART_MS = 30_000;
const NEXT_PART_MS = 45_000;
/** Time the server gets to calm down after its viewers have changed, in ms. */
const CALM_MS = 15_000;
const POLL_MS = 500;

/** One run. */
interface Sample {
	bytesPerSecond: number;
	fromDevices: number;
	samplesToViewers: number;
	listToViewers: number;
	core: number;
	databaseCore: number;
	freshness: number;
	p95High: number;
	p95Medium: number;
	samplesPerSecond: number;
	/** Samples that devices left out: the server was busy and said so. */
	dropped: number;
	/** Share of a core of the busiest load process. */
	generator: number;
}

interface Rig {
	server: SensoctoServer;
	devices: DeviceProcesses;
	audience: LoadChild;
}

async function withRig<T>(root: string, use: (rig: Rig) => Promise<T>): Promise<T> {
	const server = await SensoctoServer.start(root, { RATE_LIMIT: "0", HOST_SENSOR: "false" });
	preferProcess(server.pid);
	let devices: DeviceProcesses | undefined;
	const file = join(root, "bench", "load", "attention", "audience-process.ts");
	const audience = new LoadChild(file, [server.port, "mixed", SENSORS, VIEWERS].map(String));
	try {
		devices = await DeviceProcesses.start(server.port, "mixed", SENSORS, DEVICE_PROCESSES);
		return await use({ server, devices, audience });
	} finally {
		await audience.stop();
		await devices?.stop();
		await server.stop();
	}
}

/** Waits until the server is not busy with viewers that have come or gone: busy, it has devices leave samples out. */
async function calm({ devices, server }: Rig): Promise<void> {
	const deadline = performance.now() + CALM_MS;
	while (performance.now() < deadline) {
		const response = await fetch(`http://127.0.0.1:${server.port}/api/admin/overview`);
		const { load } = (await response.json()) as { load: { label: string } | null };
		const reports = await devices.reports();
		const isPaused = reports.some(({ windows }) =>
			Object.keys(windows).some((key) => key.endsWith("paused")),
		);
		if (!isPaused && load?.label !== "high" && load?.label !== "critical") return;
		await sleep(POLL_MS);
	}
}

async function watched(rig: Rig, behaviour: Behaviour, fromMs: number): Promise<Sample> {
	const { audience } = rig;
	await calm(rig);
	const plan: WatchPlan = { behaviour, fromMs, settleMs: SETTLE_MS };
	await audience.ask("watch", plan);
	try {
		let sample = await measured(rig);
		for (let attempt = 1; attempt < ATTEMPTS && sample.dropped > 0; attempt++) sample = await measured(rig);
		return sample;
	} finally {
		await audience.ask("leave");
	}
}

/** Lets the server's code for a way of watching be compiled before anything is measured. */
async function warm({ audience }: Rig, behaviour: Behaviour): Promise<void> {
	await audience.ask("watch", { behaviour, fromMs: 0, settleMs: WARM_MS } satisfies WatchPlan);
	await audience.ask("leave");
}

async function measured(rig: Rig): Promise<Sample> {
	const { audience, devices, server } = rig;
	await calm(rig);
	const [before, toldBefore, began] = [treeUse(server.pid), await devices.reports(), performance.now()];
	const seen = await audience.ask<AudienceReport>("measure", MEASURE_MS);
	const [after, toldAfter] = [treeUse(server.pid), await devices.reports()];
	const seconds = (performance.now() - began) / 1_000;
	const perSecond = (amount: number): number => amount / seconds;
	const sent = (key: "bytes" | "samples" | "dropped"): number => sum(toldAfter, key) - sum(toldBefore, key);
	const generators = toldAfter.map(({ cpuUs }, k) => cpuUs - toldBefore[k]!.cpuUs);
	return {
		bytesPerSecond: perSecond(sent("bytes") + seen.bytes),
		fromDevices: perSecond(sent("bytes")),
		samplesToViewers: perSecond(seen.sampleBytes),
		listToViewers: perSecond(seen.directoryBytes),
		core: perSecond(usedUs(before, after)) / 1e6,
		databaseCore: perSecond(usedUs(before, after.filter(isDatabase))) / 1e6,
		freshness: seen.freshness,
		p95High: seen.high.p95Ms,
		p95Medium: seen.medium.p95Ms,
		samplesPerSecond: perSecond(sent("samples")),
		dropped: sent("dropped"),
		generator: perSecond(Math.max(seen.cpuUs, ...generators)) / 1e6,
	};
}

/** Share of a core that the server and its database use while nobody looks: what no attention can save. */
async function unwatched(rig: Rig): Promise<number> {
	await calm(rig);
	const [before, began] = [treeUse(rig.server.pid), performance.now()];
	await sleep(MEASURE_MS);
	return usedUs(before, treeUse(rig.server.pid)) / (performance.now() - began) / 1_000;
}

const sum = (reports: readonly DeviceReport[], key: "bytes" | "samples" | "dropped"): number =>
	reports.reduce((total, report) => total + report[key], 0);

export async function run({ log, repeats, root }: BenchContext): Promise<Result> {
	return withRig(root, async (rig) => {
		const turns: Record<Behaviour, number> = { attention: 0, everything: 0 };
		const measure = async (behaviour: Behaviour): Promise<Sample> => {
			const sample = await watched(rig, behaviour, FIRST_PART_MS + NEXT_PART_MS * turns[behaviour]++);
			const { bytesPerSecond, core, dropped, freshness } = sample;
			const left = dropped > 0 ? `, ${dropped} samples left out` : "";
			log(
				`${behaviour}: ${significant(bytesPerSecond / 1e6, 3)} MB/s, ${significant(core, 3)} of a core, freshness ${significant(freshness)}${left}`,
			);
			return sample;
		};
		for (const behaviour of ["attention", "everything"] as const) await warm(rig, behaviour);
		await sleep(SETTLE_MS);
		const nobody = await unwatched(rig);
		log(`nobody: ${significant(nobody, 3)} of a core`);
		const samples = await interleave<Behaviour, Sample>(
			{ attention: () => measure("attention"), everything: () => measure("everything") },
			repeats,
		);
		return judge(samples, nobody);
	});
}

function judge({ attention, everything }: Record<Behaviour, readonly Sample[]>, nobody: number): Result {
	const saved = (key: "bytesPerSecond" | "core"): number =>
		median(attention.map((sample, turn) => 1 - sample[key] / everything[turn]![key]));
	const lost = median(attention.map(({ freshness }, turn) => everything[turn]!.freshness - freshness));
	const [bytes, cpu] = [saved("bytesPerSecond"), saved("core")];
	const all = [...attention, ...everything];
	const busiest = Math.max(...all.map(({ generator }) => generator));
	const dropped = all.filter((sample) => sample.dropped > 0).length;
	const isFresh = lost <= TARGETS.freshness;
	return {
		figures: {
			"bytes saved": { value: significant(100 * bytes, 3), unit: "%" },
			"processor time saved": { value: significant(100 * cpu, 3), unit: "%" },
			"freshness lost": { value: significant(lost, 2), unit: "" },
			"nobody looks: server": { value: significant(nobody, 3), unit: "of a core" },
			...figures("attention", attention),
			...figures("everything", everything),
		},
		met: isFresh && bytes >= TARGETS.bytes && cpu >= TARGETS.cpu,
		acceptable: isFresh && bytes >= ACCEPTABLE * TARGETS.bytes && cpu >= ACCEPTABLE * TARGETS.cpu,
		notes: [
			"Bytes on the wire, frame heads included; viewers get binary frames in both. “List” is what keeps the page's list of all sensors up to date.",
			"Freshness is measured at every fourth viewer, and counts a value from 1 s after somebody turned to it.",
			...(dropped > 0
				? [
						`In ${dropped} of ${all.length} runs the server was busy at times and had devices leave samples out.`,
					]
				: []),
			...(busiest > BUSY ? [`A load process used ${significant(busiest, 2)} of a core.`] : []),
		],
	};
}

function figures(label: Behaviour, samples: readonly Sample[]): Record<string, Figure> {
	const of = (key: keyof Sample): number => median(samples.map((sample) => sample[key]));
	const bytes = (key: keyof Sample): Figure => ({ value: significant(of(key) / 1e3, 3), unit: "kB/s" });
	const plain = (key: keyof Sample, unit: string): Figure => ({ value: significant(of(key), 3), unit });
	return {
		[`${label}: from devices`]: bytes("fromDevices"),
		[`${label}: samples to viewers`]: bytes("samplesToViewers"),
		[`${label}: list to viewers`]: bytes("listToViewers"),
		[`${label}: server`]: plain("core", "of a core"),
		[`${label}: database`]: plain("databaseCore", "of a core"),
		[`${label}: freshness`]: { value: significant(of("freshness")), unit: "" },
		[`${label}: age p95 high`]: plain("p95High", "ms"),
		[`${label}: age p95 medium`]: plain("p95Medium", "ms"),
		[`${label}: samples`]: plain("samplesPerSecond", "/s"),
	};
}
