import { SensoctoError } from "@sensocto/protocol";
import {
	loadScenario,
	readReadyMadeScenario,
	readyMadeScenarioNames,
	type Scenario,
} from "@sensocto/simulator";
import type { SimulatorStateStore, StoredScenario } from "../storage/history/simulator-state-store.ts";

/** One scenario by name: its text, and what it means. */
export interface LibraryEntry {
	readonly name: string;
	readonly source: "ready-made" | "custom";
	readonly yaml: string;
	readonly scenario: Scenario;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The scenarios one can run: the ready-made ones that ship with the platform, and saved ones. */
export class ScenarioLibrary {
	readonly #store: SimulatorStateStore;
	#readyMade: Promise<ReadonlyMap<string, LibraryEntry>> | null = null;

	constructor(store: SimulatorStateStore) {
		this.#store = store;
	}

	/** Every scenario: ready-made ones first, then saved ones by name. */
	async all(): Promise<LibraryEntry[]> {
		return [...(await this.#shipped()).values(), ...(await this.#custom())];
	}

	/** One scenario. @throws SensoctoError `scenario_not_found`. */
	async get(name: string): Promise<LibraryEntry> {
		const readyMade = (await this.#shipped()).get(name);
		if (readyMade !== undefined) return readyMade;
		const custom = (await this.#custom()).find((entry) => entry.name === name);
		if (custom === undefined) throw new SensoctoError("scenario_not_found", { name });
		return custom;
	}

	/** Saves a scenario under a name.
	 * @throws ScenarioError when the text is no scenario, SensoctoError when the name is ready-made or not usable. */
	async save(name: string, yaml: string): Promise<LibraryEntry> {
		if (!NAME.test(name)) {
			const received = "a name that is not 1 to 64 lower-case letters, digits and hyphens";
			throw new SensoctoError("validation_failed", { received });
		}
		await this.#requireCustom(name);
		const entry = customEntry(name, yaml);
		await this.#store.saveScenario({
			name,
			source: "custom",
			yaml,
			running: false,
			startedAtMs: null,
			connectors: [],
		});
		return entry;
	}

	/** Deletes a saved scenario. @throws SensoctoError when it is ready-made or unknown. */
	async delete(name: string): Promise<void> {
		await this.#requireCustom(name);
		if (!(await this.#store.deleteScenario(name))) throw new SensoctoError("scenario_not_found", { name });
	}

	async #custom(): Promise<LibraryEntry[]> {
		const stored = await this.#store.loadScenarios();
		return stored.filter(isCustom).map(({ name, yaml }) => customEntry(name, yaml));
	}

	/** The ready-made scenarios, read once. */
	#shipped(): Promise<ReadonlyMap<string, LibraryEntry>> {
		this.#readyMade ??= readReadyMade();
		return this.#readyMade;
	}

	async #requireCustom(name: string): Promise<void> {
		if ((await this.#shipped()).has(name)) throw new SensoctoError("scenario_read_only", { name });
	}
}

async function readReadyMade(): Promise<ReadonlyMap<string, LibraryEntry>> {
	const entries = new Map<string, LibraryEntry>();
	for (const name of await readyMadeScenarioNames()) {
		const yaml = await readReadyMadeScenario(name);
		if (yaml !== undefined)
			entries.set(name, { name, source: "ready-made", yaml, scenario: loadScenario(yaml) });
	}
	return entries;
}

function isCustom(scenario: StoredScenario): scenario is StoredScenario & { yaml: string } {
	return scenario.source === "custom" && scenario.yaml !== null;
}

function customEntry(name: string, yaml: string): LibraryEntry {
	return { name, source: "custom", yaml, scenario: loadScenario(yaml) };
}
