import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SensorSummary, SystemLoad } from "@sensocto/protocol";
import { type LaunchedProcess, launchProcess, type ProcessExit } from "@sensocto/testkit";

const SERVER = path.join(import.meta.dirname, "../src/main.ts");
const CLI = path.join(import.meta.dirname, "../src/cli/sensocto.ts");

/** Longest time a start may take on a busy machine, in ms: it creates a database. */
const READY_MS = 90_000;

/** Longest time an orderly stop may take on a busy machine, in ms. */
const STOP_MS = 60_000;

/** Settings of a server that does nothing by itself. */
const QUIET = {
	NODE_ENV: "test",
	PORT: "0",
	HOST_SENSOR: "false",
	SIMULATOR_ENABLED: "false",
	LOG_LEVEL: "warn",
};

/** Answer of the history route. */
export interface HistoryAnswer {
	readonly samples: number;
	readonly attribute_type: string;
	readonly fields: readonly string[];
	readonly t0: number;
	readonly dt: readonly number[];
	readonly v: readonly unknown[];
}

/** The real server as a child process on a data directory of its own. */
export class TestServer {
	readonly port: number;
	readonly dataDir: string;
	readonly process: LaunchedProcess;
	readonly #env: Readonly<Record<string, string>>;

	private constructor(
		process: LaunchedProcess,
		port: number,
		dataDir: string,
		env: Readonly<Record<string, string>>,
	) {
		this.process = process;
		this.port = port;
		this.dataDir = dataDir;
		this.#env = env;
	}

	/**
	 * Starts a server with these settings and waits until it is ready; `DATA_DIR` names a directory to use again.
	 *
	 * Unless it asks for a token it serves as if its load were normal, whatever else the machine does meanwhile; see
	 * {@link setLoad}.
	 */
	static async launch(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
		const dataDir = settings.DATA_DIR ?? temporaryDirectory();
		const env = { ...QUIET, ...settings, DATA_DIR: dataDir };
		const server = await spawnServer(env);
		const [, port] = await server.waitForOutput(/ready at http:\/\/[^:]+:(\d+)/, READY_MS);
		const launched = new TestServer(server, Number(port), dataDir, env);
		await launched.setLoad("normal");
		return launched;
	}

	/** Base address of the REST interface. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Address of the user socket. */
	socketUrl(query = ""): string {
		return `ws://127.0.0.1:${this.port}/socket/websocket${query === "" ? "" : `?${query}`}`;
	}

	/** Sends a request and reads its JSON answer. */
	async request(route: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
		const response = await fetch(this.url + route, { ...init, signal: AbortSignal.timeout(30_000) });
		return { status: response.status, body: await response.json() };
	}

	/** Sets the load label by hand; null lets it be measured. */
	async setLoad(label: SystemLoad | null): Promise<void> {
		await this.request("/api/admin/load", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ label }),
		});
	}

	/** The sensor as the REST interface shows it, or undefined when there is none. */
	async sensor(id: string): Promise<SensorSummary | undefined> {
		const { body } = await this.request(`/api/sensors/${encodeURIComponent(id)}`);
		return (body as { sensor?: SensorSummary }).sensor;
	}

	/** What is stored of an attribute since 1970, or undefined when there is nothing. */
	async history(sensorId: string, attributeId: string): Promise<HistoryAnswer | undefined> {
		const query = "from=0&to=4102444800000&max_points=20000";
		const route = `/api/sensors/${encodeURIComponent(sensorId)}/attributes/${attributeId}/history?${query}`;
		const { status, body } = await this.request(route);
		return status === 200 ? (body as HistoryAnswer) : undefined;
	}

	/** Runs the command line tool against the server's own data; answers its output. */
	async cli(...args: string[]): Promise<string> {
		const tool = await launchProcess(process.execPath, [CLI, ...args], { env: this.#env });
		await tool.exited;
		return tool.output;
	}

	/** Asks the server to stop, waits for its end and removes its data. */
	async stop(): Promise<ProcessExit> {
		const exit = await this.process.stop(STOP_MS);
		rmSync(this.dataDir, { recursive: true, force: true });
		return exit;
	}
}

/** Starts the server's process on `DATA_DIR` without waiting for it. */
export function spawnServer(settings: Readonly<Record<string, string>>): Promise<LaunchedProcess> {
	return launchProcess(process.execPath, [SERVER], { env: { ...QUIET, ...settings } });
}

/** A new data directory. */
export function temporaryDirectory(): string {
	const directory = mkdtempSync(path.join(tmpdir(), "sensocto-server-"));
	chmodSync(directory, 0o755); // PostgreSQL runs as another account when this runs as root.
	return directory;
}
