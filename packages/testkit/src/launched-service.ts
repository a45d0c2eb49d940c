import { rmSync } from "node:fs";
import type { LaunchedProcess } from "./launch-process.ts";

/** A server somebody else wrote, started for a test on a directory of its own. */
export class LaunchedService {
	/** Where clients connect. */
	readonly url: string;
	readonly process: LaunchedProcess;
	readonly #directory: string;

	constructor(url: string, process: LaunchedProcess, directory: string) {
		this.url = url;
		this.process = process;
		this.#directory = directory;
	}

	/** Ends the server and removes its data. */
	async stop(): Promise<void> {
		await this.process.stop();
		rmSync(this.#directory, { recursive: true, force: true });
	}
}
