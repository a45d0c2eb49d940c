import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type BenchContext, type Result, Unavailable } from "./benchmark.ts";
import { total, treeUse } from "./process-tree.ts";
import { SensoctoServer } from "./sensocto-server.ts";
import { interleave, median, significant } from "./statistics.ts";
import { answers, freePort, SubjectProcess } from "./subject-process.ts";

export const name = "hold-5000";
export const description =
	"5 000 idle sensors, each joined on its own WebSocket: growth of the server's resident memory per connection, against a Socket.IO server with as many idle clients that joined a room";
export const target = "≤ .6 × the memory per connection of Socket.IO";

const CONNECTIONS = 5_000;
const TARGET = 0.6;
/** Time after start and after the last join in which garbage is collected and start-up work ends, in ms. */
const SETTLE_MS = 8_000;
const JOIN_MS = 180_000;
/** Share of one core from which the load generator may have been what was measured. */
const BUSY = 0.9;

interface Subject {
	pid: number;
	port: number;
	stop(): Promise<void>;
}

interface Sample {
	bytesPerConnection: number;
	/** Growth of the database's processes, which serve no connections. */
	databaseBytes: number;
	joinsPerSecond: number;
	/** Share of a core the load generator used while joining. */
	generatorShare: number;
}

async function startSocketIo(root: string): Promise<Subject> {
	const port = await freePort();
	const peer = new SubjectProcess({
		command: process.execPath,
		args: [join(root, "bench", "peers", "socket-io-server.ts")],
		cwd: root,
		env: { PORT: String(port), NODE_ENV: "production" },
	});
	await peer.until(() => answers(`http://127.0.0.1:${port}/health/ready`), 20_000);
	return { pid: peer.pid, port, stop: () => peer.stop() };
}

/** Resident memory of a server's own processes and of its database's. */
function memory(pid: number): { own: number; database: number } {
	const tree = treeUse(pid);
	const isDatabase = (command: string): boolean => command.startsWith("postgres");
	return {
		own: total(
			tree.filter((use) => !isDatabase(use.command)),
			"rssBytes",
		),
		database: total(
			tree.filter((use) => isDatabase(use.command)),
			"rssBytes",
		),
	};
}

async function hold(root: string, subject: Subject, protocol: string): Promise<Sample> {
	let clients: SubjectProcess | undefined;
	try {
		await sleep(SETTLE_MS);
		const before = memory(subject.pid);
		const args = ["--port", String(subject.port), "--count", String(CONNECTIONS), "--protocol", protocol];
		clients = new SubjectProcess({
			command: process.execPath,
			args: [join(root, "bench", "load", "idle-clients.ts"), ...args],
			cwd: root,
		});
		const load = clients;
		await load.until(() => load.output.includes("}\n"), JOIN_MS);
		await sleep(SETTLE_MS);
		await load.until(() => true, 0);
		const after = memory(subject.pid);
		const report = JSON.parse(load.output.trim().split("\n").at(-1) ?? "") as {
			wallMs: number;
			cpuMs: number;
		};
		return {
			bytesPerConnection: (after.own - before.own) / CONNECTIONS,
			databaseBytes: after.database - before.database,
			joinsPerSecond: (CONNECTIONS * 1_000) / report.wallMs,
			generatorShare: report.cpuMs / report.wallMs,
		};
	} finally {
		await clients?.stop();
		await subject.stop();
	}
}

export async function run({ root, repeats, log }: BenchContext): Promise<Result> {
	const missingPeers: string[] = [];
	const measured = async (
		label: string,
		start: () => Promise<Subject>,
		protocol: string,
	): Promise<Sample> => {
		const sample = await hold(root, await start(), protocol);
		log(`${label}: ${Math.round(sample.bytesPerConnection)} B a connection`);
		return sample;
	};
	const samples = await interleave<"ours" | "peer", Sample | undefined>(
		{
			ours: () => measured("Sensocto", () => SensoctoServer.start(root), "sensocto"),
			peer: async () => {
				if (missingPeers.length > 0) return undefined;
				try {
					return await measured("Socket.IO", () => startSocketIo(root), "socket.io");
				} catch (error) {
					if (!(error instanceof Unavailable)) throw error;
					missingPeers.push(`Socket.IO (${error.message})`);
					return undefined;
				}
			},
		},
		repeats,
	);
	const ours = samples.ours.filter((sample) => sample !== undefined);
	const peers = samples.peer.filter((sample) => sample !== undefined);
	const of = (samples: readonly Sample[], key: keyof Sample): number =>
		median(samples.map((sample) => sample[key]));
	const [own, other] = [of(ours, "bytesPerConnection"), of(peers, "bytesPerConnection")];
	const ratio = own / other;
	const busiest = Math.max(...[...ours, ...peers].map((sample) => sample.generatorShare));
	return {
		figures: {
			Sensocto: { value: significant(own / 1_024), unit: "KiB/connection" },
			...(peers.length > 0 && {
				"Socket.IO": { value: significant(other / 1_024), unit: "KiB/connection" },
				ratio: { value: significant(ratio, 3), unit: "" },
			}),
			"database growth": { value: significant(of(ours, "databaseBytes") / 2 ** 20, 3), unit: "MiB" },
			joins: { value: significant(of(ours, "joinsPerSecond"), 3), unit: "/s" },
		},
		met: peers.length > 0 && ratio <= TARGET,
		acceptable: peers.length === 0 || ratio <= TARGET / 0.6,
		missingPeers,
		notes:
			busiest > BUSY ? [`The load generator used ${significant(busiest, 2)} of a core while joining.`] : [],
	};
}
