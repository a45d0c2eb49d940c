import { type RecordingStore, SimulationRun } from "@sensocto/simulator";
import type { Clock, Scope, Worker } from "@sensocto/supervision";
import type { SimulatorStateStore } from "../storage/history/simulator-state-store.ts";
import { keepRun, restoreRun } from "./run-state.ts";
import type { LibraryEntry } from "./scenario-library.ts";

/** What a simulation works with. */
export interface SimulationContext {
	readonly clock: Clock;
	readonly store: SimulatorStateStore;
	readonly recordings: RecordingStore;
	/** Address of this server. */
	readonly url: () => string;
	/** Token that lets the simulated devices in. */
	readonly token: string;
	readonly random: () => number;
}

/** How often the state of a run is kept, in ms. */
const KEEP_INTERVAL_MS = 10_000;

/** One running scenario: its devices connect to this server like any other; a crash starts it where it was. */
export class SimulationWorker implements Worker {
	readonly entry: LibraryEntry;
	readonly #context: SimulationContext;
	#run: SimulationRun | null = null;

	constructor(entry: LibraryEntry, context: SimulationContext) {
		this.entry = entry;
		this.#context = context;
	}

	/** The run, once it is started. */
	get run(): SimulationRun | null {
		return this.#run;
	}

	async start(scope: Scope): Promise<void> {
		const { clock, random, recordings, store, token, url } = this.#context;
		const { name, scenario } = this.entry;
		this.#run = new SimulationRun({
			scenario,
			url: url(),
			clock,
			token,
			random,
			recordings,
			snapshot: await restoreRun(store, name),
			onError: (error) => scope.fail(error),
		});
		await this.#run.start();
		scope.every(KEEP_INTERVAL_MS, () => this.keep());
	}

	async stop(): Promise<void> {
		const run = this.#run;
		if (run === null) return;
		await this.keep();
		await run.stop();
	}

	/** Keeps the state of the run now, so that a crash does not lose it. */
	async keep(): Promise<void> {
		if (this.#run !== null) await keepRun(this.#context.store, this.entry.name, this.#run.snapshot());
	}
}
