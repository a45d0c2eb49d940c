import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Unavailable } from "./benchmark.ts";
import { processTree } from "./process-tree.ts";

/** Characters of a process's output that are kept for an error message. */
const KEPT_OUTPUT = 4_000;
/** Time a process gets to end by itself, in ms. */
const GRACE_MS = 8_000;
const POLL_MS = 20;

export interface SubjectOptions {
	command: string;
	args: readonly string[];
	cwd: string;
	env?: Readonly<Record<string, string>>;
}

/** A process started for a benchmark and ended with it: by its id, with every descendant. */
export class SubjectProcess {
	readonly #child: ChildProcess;
	#output = "";
	#ended: string | undefined;

	constructor({ command, args, cwd, env }: SubjectOptions) {
		this.#child = spawn(command, args, {
			cwd,
			env: { ...process.env, ...env },
			stdio: ["pipe", "pipe", "pipe"],
		});
		const keep = (chunk: Buffer): void => {
			this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT);
		};
		this.#child.stdout?.on("data", keep);
		this.#child.stderr?.on("data", keep);
		this.#child.on("error", (error) => {
			this.#ended = error.message;
		});
		this.#child.on("exit", (code, signal) => {
			this.#ended ??= `ended with ${signal ?? code}`;
		});
	}

	get pid(): number {
		return this.#child.pid ?? 0;
	}

	/** The last of what the process wrote. */
	get output(): string {
		return this.#output;
	}

	/** Waits until `condition` holds; throws `Unavailable` when the process ends or `timeoutMs` passes first. */
	async until(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
		const deadline = performance.now() + timeoutMs;
		while (!(await condition())) {
			if (this.#ended)
				throw new Unavailable(`the process ${this.#ended}: ${this.#output.trim().slice(-600)}`);
			if (performance.now() > deadline) {
				throw new Unavailable(`not ready after ${timeoutMs} ms: ${this.#output.trim().slice(-600)}`);
			}
			await sleep(POLL_MS);
		}
	}

	/** Asks the process to end, then ends it and what it left. */
	async stop(): Promise<void> {
		const tree = processTree(this.pid);
		this.#child.kill("SIGTERM");
		const deadline = performance.now() + GRACE_MS;
		while (!this.#ended && performance.now() < deadline) await sleep(POLL_MS);
		for (const pid of tree) {
			try {
				process.kill(pid, "SIGKILL");
			} catch {
				// It has ended, as it should.
			}
		}
	}
}

/** A TCP port of the loopback interface that is free now. */
export async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
		});
	});
}

/** Whether a URL answers with a success status. */
export async function answers(url: string): Promise<boolean> {
	try {
		return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
	} catch {
		// Not listening yet.
		return false;
	}
}
