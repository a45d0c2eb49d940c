import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** Time a command may take, in ms; the longest is the joining of a thousand sensors. */
const PATIENCE_MS = 90_000;

/** What a child answers: its result, or why there is none. */
type Answer = { result: unknown } | { error: string };

/** A process that makes load, and does what it is told. */
export class LoadChild {
	readonly #process: ChildProcess;
	readonly #gone: Promise<never>;
	#running = true;

	/** @param args arguments of the program `file`, which has to call {@link serveCommands}. */
	constructor(file: string, args: readonly string[]) {
		this.#process = fork(file, args, { env: { ...process.env, NODE_ENV: "production" } });
		this.#gone = once(this.#process, "exit").then(([code, signal]) => {
			this.#running = false;
			throw new Error(`the load process ended with ${signal ?? code}`);
		});
		// Nobody may be waiting when it ends.
		this.#gone.catch(() => {});
	}

	/** Has a command carried out; one at a time. @throws Error what the child says, or that it is gone. */
	async ask<Result>(command: string, argument: unknown = null): Promise<Result> {
		const patience = new AbortController();
		const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
		try {
			const answered = once(this.#process, "message", { signal: patience.signal });
			if (this.#running) this.#process.send({ command, argument });
			const [answer] = (await Promise.race([answered, this.#gone])) as [Answer];
			if ("error" in answer) throw new Error(answer.error);
			return answer.result as Result;
		} finally {
			clearTimeout(timer);
		}
	}

	/** Ends the process. */
	async stop(): Promise<void> {
		this.#process.kill("SIGKILL");
		await this.#gone.catch(() => {});
	}
}

/** Carries out the commands of the process that started this one, and ends with it. */
export function serveCommands(
	commands: Readonly<Record<string, (argument: never) => Promise<unknown> | unknown>>,
): void {
	process.on("message", async ({ argument, command }: { command: string; argument: never }) => {
		let answer: Answer;
		try {
			answer = { result: (await commands[command]?.(argument)) ?? null };
		} catch (error) {
			answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
		}
		process.send?.(answer);
	});
	process.on("disconnect", () => process.exit(0));
}
