import { SensoctoError } from "@sensocto/protocol";
import { type ConnectorReport, summarise } from "@sensocto/simulator";
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
	readonly sensors: number;
	readonly attributes: number;
	readonly connectors: readonly ConnectorReport[];
}

/** What the manager works with. */
export interface SimulatorManagerContext extends SimulationContext {
	readonly library: ScenarioLibrary;
	/** Runs one worker per running scenario. */
	readonly runs: Ref<Supervisor>;
	/** Scenarios to start with the server. */
	readonly autostart: readonly string[];
	readonly log: Logger;
}

/**
 * Starts and stops scenarios inside the server, and brings back those that ran before a restart.
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
			const names = new Set([...running, ...this.#context.autostart]);
			for (const name of names) await this.#startKnown(name);
		});
	}

	/** Every scenario with its state. */
	async list(): Promise<ScenarioStatus[]> {
		return (await this.#context.library.all()).map((entry) => this.#status(entry));
	}

	/** One scenario with its text. */
	async get(name: string): Promise<LibraryEntry> {
		return this.#context.library.get(name);
	}

	/** Starts a scenario; one that runs goes on. */
	async startScenario(name: string): Promise<ScenarioStatus> {
		const entry = await this.#context.library.get(name);
		if (this.#worker(name) === undefined) {
			const { clock, runs } = this.#context;
			await runs.get().startChild({
				id: name,
				create: () => new SimulationWorker(entry, this.#context),
			});
			await this.#note(entry, clock.now());
		}
		return this.#status(entry);
	}

	/** Stops a scenario; one that does not run stays stopped. */
	async stopScenario(name: string): Promise<ScenarioStatus> {
		const entry = await this.#context.library.get(name);
		await this.#context.runs.get().stopChild(name);
		await this.#note(entry, null);
		return this.#status(entry);
	}

	/** Saves a scenario under a name. @throws SensoctoError `scenario_running` while it runs. */
	async save(name: string, yaml: string): Promise<ScenarioStatus> {
		this.#requireStopped(name);
		return this.#status(await this.#context.library.save(name, yaml));
	}

	/** Deletes a saved scenario. @throws SensoctoError `scenario_running` while it runs. */
	async delete(name: string): Promise<void> {
		this.#requireStopped(name);
		await this.#context.library.delete(name);
	}

	/** Notes whether a scenario runs, so that a restart brings it back. */
	async #note({ name, scenario, source, yaml }: LibraryEntry, startedAtMs: number | null): Promise<void> {
		const running = startedAtMs !== null;
		const status = running ? ("running" as const) : ("stopped" as const);
		await this.#context.store.saveScenario({
			name,
			source,
			yaml: source === "custom" ? yaml : null,
			running,
			startedAtMs,
			connectors: scenario.connectors.map(({ id }) => ({ connectorId: id, status })),
		});
	}

	/** A scenario that cannot be started must not keep the others from it. */
	async #startKnown(name: string): Promise<void> {
		try {
			await this.startScenario(name);
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
			sensors,
			attributes,
			connectors: run?.connectors() ?? [],
		};
	}
}
