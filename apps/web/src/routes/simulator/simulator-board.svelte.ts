import { ApiError } from "../../api/api-error.ts";
import {
	type ConnectorAction,
	type SimulatorApi,
	type SimulatorScenario,
	simulatorApi,
} from "../../api/simulator-api.ts";
import { isSettling } from "./connector-words.ts";

/** Milliseconds between two readings of the simulator's state: others may start and stop scenarios too. */
const REFRESH_MS = 4_000;
/** Milliseconds between two readings while a connector is about to connect. */
const SETTLING_MS = 1_000;

/** What is under way for a scenario. */
export interface Busy {
	/** The control it was asked for with. */
	readonly part: "run" | "pause" | "speed" | "delete" | "connector";
	/** Id of the connector it is about. */
	readonly connectorId?: string;
	/** The word for it: "Starting". */
	readonly word: string;
}

/** The simulator page's state: the scenarios, what is under way and what failed. */
export class SimulatorBoard {
	readonly #api: SimulatorApi;
	#scenarios = $state.raw<readonly SimulatorScenario[]>([]);
	#enabled = $state(true);
	#loaded = $state(false);
	#error = $state.raw<ApiError | undefined>(undefined);
	#busy = $state.raw<ReadonlyMap<string, Busy>>(new Map());
	#failed = $state.raw<ReadonlyMap<string, ApiError>>(new Map());
	#readings = 0;

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

	/** What is under way for a scenario; one thing at a time. */
	busy(name: string): Busy | undefined {
		return this.#busy.get(name);
	}

	/** Why the last action on a scenario failed. */
	failure(name: string): ApiError | undefined {
		return this.#failed.get(name);
	}

	/** Reads the state now and then again and again; the returned function ends it. */
	watch(): () => void {
		let timer: ReturnType<typeof setTimeout> | undefined;
		let ended = false;
		const look = async (): Promise<void> => {
			if (!document.hidden) await this.refresh();
			if (!ended) timer = setTimeout(look, this.#settling ? SETTLING_MS : REFRESH_MS);
		};
		void look();
		return () => {
			ended = true;
			clearTimeout(timer);
		};
	}

	/** Reads the state once; of readings that overlap the one begun last counts. */
	async refresh(): Promise<void> {
		const reading = ++this.#readings;
		try {
			const state = await this.#api.state();
			if (reading !== this.#readings) return;
			this.#enabled = state.enabled;
			this.#scenarios = inOrder(state.scenarios);
			this.#error = undefined;
			this.#loaded = true;
		} catch (thrown) {
			if (reading === this.#readings) this.#error = ApiError.from(thrown);
		}
	}

	/** Starts a scenario; a failure is kept for its card. */
	start(name: string): Promise<boolean> {
		return this.#act(name, { part: "run", word: "Starting" }, () => this.#api.start(name));
	}

	/** Stops a scenario; a failure is kept for its card. */
	stop(name: string): Promise<boolean> {
		return this.#act(name, { part: "run", word: "Stopping" }, () => this.#api.stop(name));
	}

	/** Lets the devices of a running scenario fall silent. */
	pause(name: string): Promise<boolean> {
		return this.#act(name, { part: "pause", word: "Pausing" }, () => this.#api.pause(name));
	}

	/** Lets paused devices send again. */
	resume(name: string): Promise<boolean> {
		return this.#act(name, { part: "pause", word: "Resuming" }, () => this.#api.resume(name));
	}

	/** Lets signals run faster or slower than in life. */
	setSpeed(name: string, speed: number): Promise<boolean> {
		return this.#act(name, { part: "speed", word: "Changing" }, () => this.#api.setSpeed(name, speed));
	}

	/** Starts, pauses or stops one connector. */
	connector(name: string, connectorId: string, action: ConnectorAction): Promise<boolean> {
		const word = { start: "starting", pause: "pausing", stop: "stopping" }[action];
		return this.#act(name, { part: "connector", connectorId, word }, () =>
			this.#api.connector(name, connectorId, action),
		);
	}

	/** Deletes a custom scenario; a running one is stopped first. */
	remove(name: string): Promise<boolean> {
		return this.#act(name, { part: "delete", word: "Deleting" }, async () => {
			if (this.#scenarios.some((each) => each.name === name && each.running)) await this.#api.stop(name);
			await this.#api.remove(name);
		});
	}

	get #settling(): boolean {
		return this.#scenarios.some((scenario) => scenario.connectors.some(isSettling));
	}

	async #act(name: string, busy: Busy, action: () => Promise<unknown>): Promise<boolean> {
		if (this.#busy.has(name)) return false;
		this.#busy = new Map(this.#busy).set(name, busy);
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
