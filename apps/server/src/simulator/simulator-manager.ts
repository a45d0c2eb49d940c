import { SensoctoError } from "@sensocto/protocol";
import {
	type ConnectorControl,
	type ConnectorReport,
	type SimulationRun,
	summarise,
} from "@sensocto/simulator";
import type { Ref, Scope, Supervisor, Worker } from "@sensocto/supervision";
import type { Logger } from "pino";
import type { LibraryEntry, ScenarioLibrary } from "./scenario-library.ts";
import { type SimulationContext, SimulationWorker } from "./simulation-worker.ts";

/** One scenario as the simulator page shows it. */
export interface ScenarioStatus {
	readonly name: string;
	readonly title: string;
	readonly description: string;
	readonly source: "ready-made" | "custom";
	readonly running: boolean;
	readonly started_at: string | null;
	/** How many times as fast as the clock on the wall its signals run. */
	readonly speed: number;
	/** Whether all connectors that were not stopped are paused. */
	readonly paused: boolean;
	readonly sensors: number;
	readonly attributes: number;
	readonly connectors: readonly ConnectorReport[];
}

/** What the manager works with. */
export interface SimulatorManagerContext extends SimulationContext {
	readonly scenarios: ScenarioLibrary;
	/** Runs one worker per running scenario. */
	readonly runs: Ref<Supervisor>;
	/** Scenarios to start with the server. */
	readonly autostart: readonly string[];
	readonly log: Logger;
}

/**
 * Runs scenarios inside the server, and brings back those that ran before a restart.
 *
 * 1. Whether a scenario runs, since when, and what was asked of its connectors is stored before a request is answered.
 * 2. A scenario brought back goes on: with its start, its speed and its connectors as they were.
 */
export class SimulatorManager implements Worker {
	readonly #context: SimulatorManagerContext;

	constructor(context: SimulatorManagerContext) {
		this.#context = context;
	}

	start(scope: Scope): void {
		scope.run(async () => {
			const stored = await this.#context.store.loadScenarios();
			const running = stored.filter((scenario) => scenario.running).map((scenario) => scenario.name);
			for (const name of running) await this.#attempt(name, (entry) => this.#run(entry));
			for (const name of this.#context.autostart)
				await this.#attempt(name, ({ name }) => this.startScenario(name));
		});
	}

	/** Every scenario with its state. */
	async list(): Promise<ScenarioStatus[]> {
		return (await this.#context.scenarios.all()).map((entry) => this.#status(entry));
	}

	/** One scenario with its text. */
	async get(name: string): Promise<LibraryEntry> {
		return this.#context.scenarios.get(name);
	}

	/** Starts a scenario; one that runs goes on. */
	async startScenario(name: string): Promise<ScenarioStatus> {
		const entry = await this.#context.scenarios.get(name);
		if (this.#worker(name) !== undefined) return this.#status(entry);
		const controls = entry.scenario.connectors.map(({ id }) => ({ id, control: "running" as const }));
		await this.#note(entry, this.#context.clock.now(), controls);
		try {
			await this.#run(entry);
		} catch (error) {
			await this.#noteStopped(entry);
			throw error;
		}
		return this.#status(entry);
	}

	/** Stops a scenario; one that does not run stays stopped. */
	async stopScenario(name: string): Promise<ScenarioStatus> {
		const entry = await this.#context.scenarios.get(name);
		await this.#context.runs.get().stopChild(name);
		await this.#noteStopped(entry);
		return this.#status(entry);
	}

	/** Lets the devices of a running scenario fall silent; they stay connected. */
	pauseScenario(name: string): Promise<ScenarioStatus> {
		return this.#change(name, (run) => run.pause());
	}

	/** Lets paused devices send again. */
	resumeScenario(name: string): Promise<ScenarioStatus> {
		return this.#change(name, (run) => run.resume());
	}

	/** Lets the signals of a running scenario run faster or slower; samples keep their rates.
	 * @param speed 0.25 to 16 */
	setSpeed(name: string, speed: number): Promise<ScenarioStatus> {
		return this.#change(name, (run) => run.setSpeed(speed));
	}

	/** Starts, pauses or stops one connector of a running scenario. */
	controlConnector(name: string, connectorId: string, control: ConnectorControl): Promise<ScenarioStatus> {
		return this.#change(name, async (run) => {
			if (await run.control(connectorId, control)) return;
			throw new SensoctoError("scenario_connector_not_found", { connector_id: connectorId });
		});
	}

	/** Saves a scenario under a name. @throws SensoctoError `scenario_running` while it runs. */
	async save(name: string, yaml: string): Promise<ScenarioStatus> {
		this.#requireStopped(name);
		return this.#status(await this.#context.scenarios.save(name, yaml));
	}

	/** Deletes a saved scenario. @throws SensoctoError `scenario_running` while it runs. */
	async delete(name: string): Promise<void> {
		this.#requireStopped(name);
		await this.#context.scenarios.delete(name);
	}

	async #run(entry: LibraryEntry): Promise<void> {
		await this.#context.runs.get().startChild({
			id: entry.name,
			create: () => new SimulationWorker(entry, this.#context),
		});
	}

	/** Changes something about a run and stores what is then.
	 * @throws SensoctoError `validation_failed` when the scenario does not run, `unavailable` while it is brought back. */
	async #change(name: string, change: (run: SimulationRun) => void | Promise<void>): Promise<ScenarioStatus> {
		const entry = await this.#context.scenarios.get(name);
		const worker = this.#worker(name);
		const run = worker?.run ?? null;
		if (worker === undefined) throw new SensoctoError("scenario_not_running", { name });
		// While it is brought back after a crash, there is nothing to change and nothing to store.
		if (run?.state !== "running") throw new SensoctoError("unavailable");
		await change(run);
		const controls = run.connectors().map(({ connector_id: id, control }) => ({ id, control }));
		await this.#note(entry, run.startedAt ?? null, controls);
		await worker.keep();
		return this.#status(entry);
	}

	#noteStopped(entry: LibraryEntry): Promise<void> {
		const controls = entry.scenario.connectors.map(({ id }) => ({ id, control: "stopped" as const }));
		return this.#note(entry, null, controls);
	}

	/** Notes whether and how a scenario runs, so that a restart brings it back. */
	async #note(
		{ name, source, yaml }: LibraryEntry,
		startedAtMs: number | null,
		controls: readonly { id: string; control: ConnectorControl }[],
	): Promise<void> {
		await this.#context.store.saveScenario({
			name,
			source,
			yaml: source === "custom" ? yaml : null,
			running: startedAtMs !== null,
			startedAtMs,
			connectors: controls.map(({ control, id }) => ({ connectorId: id, status: control })),
		});
	}

	/** A scenario that cannot be started must not keep the others from it. */
	async #attempt(name: string, start: (entry: LibraryEntry) => Promise<unknown>): Promise<void> {
		try {
			await start(await this.#context.scenarios.get(name));
		} catch (error) {
			this.#context.log.error({ err: error, scenario: name }, "scenario not started");
		}
	}

	#requireStopped(name: string): void {
		if (this.#worker(name) !== undefined) throw new SensoctoError("scenario_running", { name });
	}

	#worker(name: string): SimulationWorker | undefined {
		return this.#context.runs.peek()?.child(name) as SimulationWorker | undefined;
	}

	#status(entry: LibraryEntry): ScenarioStatus {
		const run = this.#worker(entry.name)?.run ?? null;
		const { attributes, sensors } = summarise(entry.scenario);
		return {
			name: entry.name,
			title: entry.scenario.title,
			description: entry.scenario.description,
			source: entry.source,
			running: run !== null,
			started_at: run?.startedAt === undefined ? null : new Date(run.startedAt).toISOString(),
			speed: run?.speed ?? 1,
			paused: run?.paused ?? false,
			sensors,
			attributes,
			connectors: run?.connectors() ?? [],
		};
	}
}
