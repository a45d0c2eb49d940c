import type { LaunchedProcess } from "./launch-process.ts";

/**
 * Does to processes what the world does to them: kills, freezes and ends them.
 *
 * Invariant: it touches exactly the processes it was given.
 */
export class Nemesis {
	readonly #victims = new Set<LaunchedProcess>();
	readonly #frozen = new Set<LaunchedProcess>();

	constructor(...victims: LaunchedProcess[]) {
		for (const victim of victims) this.#victims.add(victim);
	}

	/** Takes one more process into its reach: one that was started again. */
	add(victim: LaunchedProcess): void {
		this.#victims.add(victim);
	}

	/** Ends a process without warning (SIGKILL) and waits until it is gone. */
	async kill(victim: LaunchedProcess): Promise<void> {
		this.#signal(victim, "SIGKILL");
		this.#frozen.delete(victim);
		await victim.exited;
	}

	/** Asks a process to end (SIGTERM). @returns false when it has ended already. */
	terminate(victim: LaunchedProcess): boolean {
		return this.#signal(victim, "SIGTERM");
	}

	/** Stops a process where it stands (SIGSTOP): its sockets stay open and nothing answers. */
	freeze(victim: LaunchedProcess): void {
		if (this.#signal(victim, "SIGSTOP")) this.#frozen.add(victim);
	}

	/** Lets a frozen process go on (SIGCONT). */
	thaw(victim: LaunchedProcess): void {
		if (this.#frozen.delete(victim)) this.#signal(victim, "SIGCONT");
	}

	/** Lets every frozen process go on. */
	heal(): void {
		for (const victim of this.#frozen) this.thaw(victim);
	}

	#signal(victim: LaunchedProcess, signal: NodeJS.Signals): boolean {
		if (!this.#victims.has(victim)) throw new Error(`process ${victim.pid} was not given to this nemesis`);
		return victim.kill(signal);
	}
}
