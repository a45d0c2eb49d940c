import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { waitUntil } from "./wait-until.ts";

/** Characters of output kept; older ones are forgotten. */
const OUTPUT_CHARACTERS = 1_048_576;
/** Characters of output a failure quotes. */
const QUOTED_CHARACTERS = 4_096;

/** Where and with what a process runs. */
export interface LaunchOptions {
	readonly cwd?: string;
	/** Added to, and preferred over, this process's environment. */
	readonly env?: Readonly<Record<string, string>>;
	/** Account to run under; only root may choose one. */
	readonly account?: Account | undefined;
}

/** An account of the operating system. */
export interface Account {
	readonly uid: number;
	readonly gid: number;
}

/** How a process ended: its exit code, or the signal that ended it. */
export interface ProcessExit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

/** A child process started by a test, with its output. */
export class LaunchedProcess {
	readonly pid: number;
	/** Resolves when the process has ended and its output is complete. */
	readonly exited: Promise<ProcessExit>;
	readonly #command: string;
	#output = "";
	#exit: ProcessExit | undefined;

	constructor(command: string, child: ChildProcess) {
		if (child.pid === undefined) throw new Error(`${command} did not start`);
		this.#command = command;
		this.pid = child.pid;
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding("utf8").on("data", (text: string) => {
				this.#output = (this.#output + text).slice(-OUTPUT_CHARACTERS);
			});
		}
		this.exited = once(child, "close").then(([code, signal]) => {
			this.#exit = { code, signal };
			return this.#exit;
		});
	}

	/** Standard output and error together, in order of arrival; the last mebicharacter. */
	get output(): string {
		return this.#output;
	}

	get running(): boolean {
		return this.#exit === undefined;
	}

	/**
	 * Waits for output that matches.
	 *
	 * @throws Error with the output's end when the process ends first or the time limit passes
	 */
	async waitForOutput(pattern: RegExp, timeoutMs = 30_000): Promise<RegExpMatchArray> {
		const look = () => this.#output.match(pattern) ?? (this.running ? undefined : "ended");
		const found = await waitUntil(look, { timeoutMs }).catch(() => "missing" as const);
		if (typeof found !== "string") return found;
		const end = this.#output.slice(-QUOTED_CHARACTERS);
		throw new Error(`${this.#command}: no output matched ${pattern} (${found}). Its output ends:\n${end}`);
	}

	/** Sends a signal to exactly this process. @returns false when it has ended. */
	kill(signal: NodeJS.Signals = "SIGKILL"): boolean {
		if (!this.running) return false;
		try {
			return process.kill(this.pid, signal);
		} catch (error) {
			// It ended and only its `close` event is still to come.
			if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
			throw error;
		}
	}

	/** Asks the process to end, and kills it when it has not after `graceMs` milliseconds. */
	async stop(graceMs = 30_000): Promise<ProcessExit> {
		this.kill("SIGTERM");
		const waiting = new AbortController();
		const late = sleep(graceMs, "late" as const, { signal: waiting.signal }).catch(() => "ended" as const);
		if ((await Promise.race([this.exited, late])) === "late") this.kill("SIGKILL");
		waiting.abort();
		return this.exited;
	}
}

/** Starts a program with captured output. Rejects when it cannot be started. */
export async function launchProcess(
	command: string,
	args: readonly string[] = [],
	options: LaunchOptions = {},
): Promise<LaunchedProcess> {
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: { ...process.env, ...options.env },
		...options.account,
		stdio: ["ignore", "pipe", "pipe"],
	});
	await once(child, "spawn");
	return new LaunchedProcess(command, child);
}
