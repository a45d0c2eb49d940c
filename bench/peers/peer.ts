import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unavailable } from "../benchmark.ts";
import { mqtt, nats, type Planner, socketIo } from "../load/subjects.ts";
import { freePort, SubjectProcess } from "../subject-process.ts";

/** Time a peer gets to listen, in ms. */
const READY_MS = 20_000;

/** A server under load: where it listens and how it is spoken to. */
export interface Subject {
	name: string;
	version: string;
	pid: number;
	port: number;
	plan: Planner;
	stop(): Promise<void>;
}

/** Starts one kind of peer on loopback; throws `Unavailable` when it is not installed or does not start. */
export type PeerStarter = (root: string) => Promise<Subject>;

/** Debian puts servers where a user's PATH may not look. */
const SERVER_PATH = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;

function versionOf(command: string, flag: string, pattern: RegExp): string {
	try {
		const options = { env: { ...process.env, PATH: SERVER_PATH }, encoding: "utf8" } as const;
		return pattern.exec(execFileSync(command, [flag], options))?.[1] ?? "of unknown version";
	} catch (error) {
		// Some programs end with an error after telling their version.
		const told = pattern.exec(String((error as { stdout?: unknown }).stdout))?.[1];
		if (told === undefined) throw new Unavailable(`${command} is not installed`);
		return told;
	}
}

function packageVersion(root: string, name: string): string {
	const file = join(root, "node_modules", name, "package.json");
	if (!existsSync(file)) throw new Unavailable(`the package ${name} is not installed`);
	return execFileSync(process.execPath, ["-p", `require(${JSON.stringify(file)}).version`], {
		encoding: "utf8",
	}).trim();
}

function accepts(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		socket.on("connect", () => socket.end(() => resolve(true)));
		socket.on("error", () => resolve(false));
	});
}

interface Launch {
	name: string;
	version: string;
	plan: Planner;
	command: string;
	args(port: number): string[];
	stopped?(): void;
}

async function launch(
	root: string,
	{ args, command, name, plan, stopped, version }: Launch,
): Promise<Subject> {
	const port = await freePort();
	const peer = new SubjectProcess({
		command,
		args: args(port),
		cwd: root,
		env: { PATH: SERVER_PATH, PORT: String(port), NODE_ENV: "production" },
	});
	const stop = async (): Promise<void> => {
		await peer.stop();
		stopped?.();
	};
	try {
		await peer.until(() => accepts(port), READY_MS);
	} catch (error) {
		await stop();
		throw error;
	}
	return { name, version, plan, port, pid: peer.pid, stop };
}

/** Mosquitto as Debian ships it: anonymous, nothing stored, no limits on its queues. */
export const startMosquitto: PeerStarter = async (root) => {
	const version = versionOf("mosquitto", "-h", /mosquitto version (\S+)/);
	const folder = mkdtempSync(join(tmpdir(), "sensocto-mosquitto-"));
	const file = join(folder, "mosquitto.conf");
	return launch(root, {
		name: "Mosquitto",
		version,
		plan: mqtt,
		command: "mosquitto",
		args: (port) => {
			const lines = [
				`listener ${port} 127.0.0.1`,
				"allow_anonymous true",
				"persistence false",
				"log_dest none",
				"set_tcp_nodelay true",
				"max_queued_messages 0",
				"max_inflight_messages 0",
				"user root",
			];
			writeFileSync(file, `${lines.join("\n")}\n`);
			return ["-c", file];
		},
		stopped: () => rmSync(folder, { recursive: true }),
	});
};

/** nats-server with its own defaults. */
export const startNats: PeerStarter = async (root) =>
	launch(root, {
		name: "NATS",
		version: versionOf("nats-server", "--version", /v(\d\S*)/),
		plan: nats,
		command: "nats-server",
		args: (port) => ["-a", "127.0.0.1", "-p", String(port)],
	});

/** A Socket.IO server on the Node version that runs the benchmark. */
export const startSocketIo: PeerStarter = async (root) =>
	launch(root, {
		name: "Socket.IO",
		version: packageVersion(root, "socket.io"),
		plan: socketIo,
		command: process.execPath,
		args: () => [join(root, "bench", "peers", "socket-io-server.ts")],
	});

/** An aedes broker on the Node version that runs the benchmark. */
export const startAedes: PeerStarter = async (root) =>
	launch(root, {
		name: "aedes",
		version: packageVersion(root, "aedes"),
		plan: mqtt,
		command: process.execPath,
		args: () => [join(root, "bench", "peers", "aedes-server.ts")],
	});
