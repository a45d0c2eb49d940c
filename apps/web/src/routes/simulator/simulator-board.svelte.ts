import { ApiError } from "../../api/api-error.ts";
import { type SimulatorApi, type SimulatorScenario, simulatorApi } from "../../api/simulator-api.ts";

/** Milliseconds between two readings of the simulator's state: others may start and stop scenarios too. */
const REFRESH_MS = 4_000;

/** The simulator page's state: the scenarios, what is under way and what failed. */
export class SimulatorBoard {
	readonly #api: SimulatorApi;
	#scenarios = $state.raw<readonly SimulatorScenario[]>([]);
	#enabled = $state(true);
	#loaded = $state(false);
	#error = $state.raw<ApiError | undefined>(undefined);
	#busy = $state.raw<ReadonlyMap<string, string>>(new Map());
	#failed = $state.raw<ReadonlyMap<string, ApiError>>(new Map());

	constructor(api: SimulatorApi = simulatorApi) {
		this.#api = api;
	}

	/** Every scenario, running ones first, then by title. */
	get scenarios(): readonly SimulatorScenario[] {
		return this.#scenarios;
	}

	/** False when the server runs without its simulator. */
	get enabled(): boolean {
		return this.#enabled;
	}

	/** True once the state was read at least once. */
	get loaded(): boolean {
		return this.#loaded;
	}

	/** Why the state could not be read; cleared by the next success. */
	get error(): ApiError | undefined {
		return this.#error;
	}

	/** What is under way for a scenario, in one word, or `undefined`. */
	busy(name: string): string | undefined {
		return this.#busy.get(name);
	}

	/** Why the last action on a scenario failed. */
	failure(name: string): ApiError | undefined {
		return this.#failed.get(name);
	}

	/** Reads the state now and then again and again; the returned function ends it. */
	watch(): () => void {
		void this.refresh();
		const timer = setInterval(() => {
			if (!document.hidden) void this.refresh();
		}, REFRESH_MS);
		return () => clearInterval(timer);
	}

	/** Reads the state once. */
	async refresh(): Promise<void> {
		try {
			const state = await this.#api.state();
			this.#enabled = state.enabled;
			this.#scenarios = inOrder(state.scenarios);
			this.#error = undefined;
			this.#loaded = true;
		} catch (thrown) {
			this.#error = ApiError.from(thrown);
		}
	}

	/** Starts a scenario; a failure is kept for its card. */
	start(name: string): Promise<boolean> {
		return this.#act(name, "Starting", () => this.#api.start(name));
	}

	/** Stops a scenario; a failure is kept for its card. */
	stop(name: string): Promise<boolean> {
		return this.#act(name, "Stopping", () => this.#api.stop(name));
	}

	/** Deletes a custom scenario; a running one is stopped first. */
	remove(name: string): Promise<boolean> {
		return this.#act(name, "Deleting", async () => {
			if (this.#scenarios.some((each) => each.name === name && each.running)) await this.#api.stop(name);
			await this.#api.remove(name);
		});
	}

	async #act(name: string, word: string, action: () => Promise<unknown>): Promise<boolean> {
		if (this.#busy.has(name)) return false;
		this.#busy = new Map(this.#busy).set(name, word);
		this.#failed = without(this.#failed, name);
		try {
			await action();
			await this.refresh();
			return true;
		} catch (thrown) {
			this.#failed = new Map(this.#failed).set(name, ApiError.from(thrown));
			return false;
		} finally {
			this.#busy = without(this.#busy, name);
		}
	}
}

function inOrder(scenarios: readonly SimulatorScenario[]): SimulatorScenario[] {
	return [...scenarios].sort(
		(a, b) => Number(b.running) - Number(a.running) || a.title.localeCompare(b.title, "en"),
	);
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
	const copy = new Map(map);
	copy.delete(key);
	return copy;
}
