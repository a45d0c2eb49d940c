import type { BenchContext, Figure, Result } from "./benchmark.ts";
import { Unavailable } from "./benchmark.ts";
import { BUSY, LoadGenerator, type LoadReport, type Pace } from "./load/load-generator.ts";
import { type Crowd, sensocto } from "./load/subjects.ts";
import type { PeerStarter, Subject } from "./peers/peer.ts";
import { isDatabase, type ProcessUse, treeUse, usedUs } from "./process-tree.ts";
import { SensoctoServer } from "./sensocto-server.ts";
import { interleave, median, significant } from "./statistics.ts";

/** One workload, and how much less processor time per delivery this project's server is to need. */
export interface Comparison {
	crowd: Crowd;
	pace: Pace;
	peers: readonly { start: PeerStarter; name: string; target: number }[];
	/** Whether every message has to reach every viewer. */
	allDelivered?: boolean;
	/** Most of a core that this project's server may use, with its database. */
	mostCore?: number;
}

/** Share of a target from which a continuous-integration run may pass. */
const ACCEPTABLE = 0.6;

/** How long every server meets its load before anything is measured: what runs for days is compiled and warm. */
const REHEARSAL_MS = 3_000;

const OURS = "Sensocto";

interface Sample extends LoadReport {
	/** Processor time of the server's tree per delivery, in µs. */
	usPerDelivery: number;
	core: number;
	/** The database's share of `core`. */
	databaseCore: number;
}

async function startOurs(root: string): Promise<Subject> {
	const env = { RATE_LIMIT: "0", HOST_SENSOR: "false" };
	const server = await SensoctoServer.start(root, env);
	const { pid, port } = server;
	return { name: OURS, version: "", pid, port, plan: sensocto, stop: () => server.stop() };
}

async function measure(
	generator: LoadGenerator,
	subject: Subject,
	{ crowd, pace }: Comparison,
): Promise<Sample> {
	let before: ProcessUse[] = [];
	let after: ProcessUse[] = [];
	const report = await generator.run(subject.plan(crowd, subject.port), subject.port, pace, {
		measuring: () => {
			before = treeUse(subject.pid);
		},
		measured: () => {
			after = treeUse(subject.pid);
		},
	});
	if (report.received === 0) throw new Error(`${subject.name} delivered nothing`);
	const cpuUs = usedUs(before, after);
	return {
		...report,
		usPerDelivery: cpuUs / report.received,
		core: cpuUs / (1e6 * report.seconds),
		databaseCore: usedUs(before, after.filter(isDatabase)) / (1e6 * report.seconds),
	};
}

/** Starts ours and every peer there is; what is missing is told with its reason. */
async function startAll(root: string, { peers }: Comparison, missing: string[]): Promise<Subject[]> {
	const subjects = [await startOurs(root)];
	for (const { name, start } of peers) {
		try {
			subjects.push(await start(root));
		} catch (error) {
			if (!(error instanceof Unavailable)) throw error;
			missing.push(`${name} (${error.message})`);
		}
	}
	return subjects;
}

/** Runs a workload against this project's server and its peers in turns and compares processor time per delivery. */
export async function compare(
	{ log, peers: chosen, repeats, root }: BenchContext,
	whole: Comparison,
): Promise<Result> {
	const peers = whole.peers.filter(({ name }) => chosen?.includes(name) ?? true);
	const comparison = { ...whole, peers };
	const missingPeers: string[] = [];
	const subjects: Subject[] = [];
	const generator = LoadGenerator.build(root);
	try {
		subjects.push(...(await startAll(root, comparison, missingPeers)));
		const rehearsal = { ...comparison.pace, warmMs: 0, measureMs: REHEARSAL_MS };
		for (const subject of subjects) await measure(generator, subject, { ...comparison, pace: rehearsal });
		const runs = subjects.map((subject) => [
			subject.name,
			async () => {
				const sample = await measure(generator, subject, comparison);
				log(line(subject.name, sample));
				return sample;
			},
		]);
		const samples = await interleave(
			Object.fromEntries(runs) as Record<string, () => Promise<Sample>>,
			repeats,
		);
		const result = judge(comparison, subjects, samples);
		const notes = [...(generator.handicap === null ? [] : [generator.handicap]), ...(result.notes ?? [])];
		return { ...result, notes, missingPeers };
	} finally {
		for (const subject of subjects) await subject.stop();
		generator.remove();
	}
}

function line(name: string, { core, cpu, p50, p99, received, seconds, usPerDelivery }: Sample): string {
	const rate = Math.round(received / seconds);
	const own = `generator ${significant(cpu, 2)} of a core`;
	return `${name}: ${significant(usPerDelivery, 3)} µs a delivery, ${significant(core, 2)} of a core, ${rate}/s, p50 ${p50} ms, p99 ${p99} ms, ${own}`;
}

function judge(
	{ allDelivered, crowd, mostCore, peers }: Comparison,
	subjects: readonly Subject[],
	samples: Readonly<Record<string, readonly Sample[]>>,
): Pick<Result, "figures" | "met" | "acceptable" | "notes"> {
	const of = (name: string, key: keyof Sample): number => median(samples[name]!.map((sample) => sample[key]));
	const figures: Record<string, Figure> = {};
	const notes: string[] = [];
	const shares: number[] = [];
	for (const { name, version } of subjects) {
		figures[name] = { value: significant(of(name, "usPerDelivery"), 3), unit: "µs/delivery" };
		figures[`${name} deliveries`] = {
			value: significant(of(name, "received") / of(name, "seconds"), 3),
			unit: "/s",
		};
		figures[`${name} p50`] = { value: of(name, "p50"), unit: "ms" };
		figures[`${name} p99`] = { value: of(name, "p99"), unit: "ms" };
		const busiest = Math.max(...samples[name]!.map((sample) => sample.cpu));
		if (busiest > BUSY) notes.push(`${name}: the load generator used ${significant(busiest, 2)} of a core.`);
		if (version !== "") notes.push(`${name} ${version}.`);
		const target = peers.find((peer) => peer.name === name)?.target;
		if (target === undefined) continue;
		const ratio = of(name, "usPerDelivery") / of(OURS, "usPerDelivery");
		figures[`ratio to ${name}`] = { value: significant(ratio, 3), unit: "" };
		shares.push(ratio / target);
	}
	figures[`${OURS} core`] = { value: significant(of(OURS, "core"), 3), unit: "of a core" };
	figures[`${OURS} database`] = { value: significant(of(OURS, "databaseCore"), 3), unit: "of a core" };
	if (mostCore !== undefined) shares.push(mostCore / of(OURS, "core"));
	const lost = Math.max(
		...samples[OURS]!.map(({ allReceived, allSent }) => allSent * crowd.viewers - allReceived),
	);
	if (allDelivered) figures[`${OURS} undelivered`] = { value: lost, unit: "" };
	const complete = peers.length === subjects.length - 1;
	const delivered = !(allDelivered && lost !== 0);
	return {
		figures,
		notes,
		met: complete && delivered && shares.every((share) => share >= 1),
		acceptable: delivered && shares.every((share) => share >= ACCEPTABLE),
	};
}
