import { ApiError, type ScenarioProblem } from "../../api/api-error.ts";
import { type ScenarioSummary, type SimulatorApi, simulatorApi } from "../../api/simulator-api.ts";

/**
 * One scenario being edited: its name, its text and what the server says about it.
 *
 * A verdict belongs to the text it was given for: changing the text clears it.
 */
export class EditorDraft {
	readonly #api: SimulatorApi;
	name = $state("");
	#text = $state("");
	#saved = $state("");
	#busy = $state<string | undefined>(undefined);
	#error = $state.raw<ApiError | undefined>(undefined);
	#summary = $state.raw<ScenarioSummary | undefined>(undefined);

	constructor(name: string, text: string, api: SimulatorApi = simulatorApi) {
		this.#api = api;
		this.name = name;
		this.#text = text;
		this.#saved = text;
	}

	/** The YAML as written so far. */
	get text(): string {
		return this.#text;
	}

	/** Whether something was written since the last save. */
	get dirty(): boolean {
		return this.#text !== this.#saved;
	}

	/** What is under way, in one word, or `undefined`. */
	get busy(): string | undefined {
		return this.#busy;
	}

	/** Why the last action failed; its `problems` name lines. */
	get error(): ApiError | undefined {
		return this.#error;
	}

	/** What the text would create, once the server found it valid. */
	get summary(): ScenarioSummary | undefined {
		return this.#summary;
	}

	/** Problems of the present text, by line. */
	get problems(): readonly ScenarioProblem[] {
		return this.#error?.problems ?? [];
	}

	/** Takes in new text. */
	write(text: string): void {
		if (text === this.#text) return;
		this.#text = text;
		this.#error = undefined;
		this.#summary = undefined;
	}

	/** Asks the server whether the text is a scenario. */
	validate(): Promise<boolean> {
		return this.#act("Checking", async () => {
			this.#summary = await this.#api.validate(this.#text);
		});
	}

	/** Saves the text under the draft's name. */
	save(): Promise<boolean> {
		return this.#act("Saving", () => this.#store());
	}

	/** Saves the text, then runs it; a run of an earlier version ends first. */
	saveAndRun(running: boolean): Promise<boolean> {
		return this.#act("Starting", async () => {
			await this.#store();
			if (running) await this.#api.stop(this.name);
			await this.#api.start(this.name);
		});
	}

	async #store(): Promise<void> {
		const text = this.#text;
		await this.#api.save(this.name, text);
		this.#saved = text;
	}

	async #act(word: string, action: () => Promise<void>): Promise<boolean> {
		if (this.#busy !== undefined) return false;
		this.#busy = word;
		this.#error = undefined;
		try {
			await action();
			return true;
		} catch (thrown) {
			this.#error = ApiError.from(thrown);
			this.#summary = undefined;
			return false;
		} finally {
			this.#busy = undefined;
		}
	}
}
