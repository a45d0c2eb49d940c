import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unavailable } from "./benchmark.ts";
import { answers, freePort, SubjectProcess } from "./subject-process.ts";

/** Time the server gets to create its database and become ready, in ms. */
const READY_MS = 90_000;

/** The flags of Node that the server is run with. */
function serverFlags(root: string): string[] {
	const { config } = JSON.parse(readFileSync(join(root, "apps", "server", "package.json"), "utf8")) as {
		config: { nodeFlags: string[] };
	};
	return config.nodeFlags;
}

/** This project's server, started for a benchmark with an empty data folder and without the simulator. */
export class SensoctoServer {
	readonly port: number;
	readonly #process: SubjectProcess;
	readonly #data: string;

	private constructor(port: number, subject: SubjectProcess, data: string) {
		this.port = port;
		this.#process = subject;
		this.#data = data;
	}

	/** Starts a server and waits until it is ready; throws `Unavailable` when it does not become so. */
	static async start(root: string, env: Readonly<Record<string, string>> = {}): Promise<SensoctoServer> {
		const main = join(root, "apps", "server", "src", "main.ts");
		if (!existsSync(main)) throw new Unavailable("apps/server/src/main.ts does not exist");
		const port = await freePort();
		const data = mkdtempSync(join(tmpdir(), "sensocto-bench-"));
		const subject = new SubjectProcess({
			command: process.execPath,
			args: [...serverFlags(root), main],
			cwd: root,
			env: {
				PORT: String(port),
				DATA_DIR: data,
				AUTH_MODE: "open",
				SIMULATOR_ENABLED: "false",
				LOG_LEVEL: "warn",
				NODE_ENV: "production",
				SECRET_KEY_BASE: randomBytes(48).toString("base64"),
				...env,
			},
		});
		const server = new SensoctoServer(port, subject, data);
		try {
			await subject.until(() => answers(`http://127.0.0.1:${port}/health/ready`), READY_MS);
		} catch (error) {
			await server.stop();
			throw error;
		}
		return server;
	}

	get pid(): number {
		return this.#process.pid;
	}

	async stop(): Promise<void> {
		await this.#process.stop();
		rmSync(this.#data, { recursive: true, force: true });
	}
}
