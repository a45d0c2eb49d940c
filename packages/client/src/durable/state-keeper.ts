import type { ClientClock } from "../client-clock.ts";
import { CLIENT_LIMITS } from "../client-limits.ts";
import type { DurableState, DurableStorage } from "./durable-state.ts";

/** What a keeper needs from its stream. */
export interface StateSource {
	snapshot(): DurableState;
	/** A state was saved: what waited for that can go on. */
	saved(): void;
	/** Saving failed; it is tried again. */
	failed(error: unknown): void;
}

/**
 * Saves the state of a stream, one save at a time.
 *
 * Invariant: while {@link isSaved} holds, all batches and their numbers are in the saved state as they are.
 */
export class StateKeeper {
	readonly #storage: DurableStorage | undefined;
	readonly #clock: ClientClock;
	readonly #source: StateSource;
	#changes = 0;
	#savedChanges = 0;
	#hasMore = false;
	#saving: Promise<void> | undefined;
	#retry: unknown;

	/** @param storage without it everything counts as saved. */
	constructor(storage: DurableStorage | undefined, clock: ClientClock, source: StateSource) {
		this.#storage = storage;
		this.#clock = clock;
		this.#source = source;
	}

	get isSaved(): boolean {
		return !this.#storage || this.#savedChanges === this.#changes;
	}

	/** A batch came, or its number changed: that is to be saved before it is sent. */
	batchesChanged(): void {
		this.#changes += 1;
	}

	/** Something else is worth saving some time. */
	worthSaving(): void {
		this.#hasMore = true;
	}

	/** Saves the state unless it is saved or being saved. */
	save(): void {
		if (!this.#storage || (this.isSaved && !this.#hasMore)) return;
		if (this.#saving || this.#retry !== undefined) return;
		this.#saving = this.#saveOnce(this.#storage);
	}

	/** Saves, and waits until that is done or has failed. */
	async settle(): Promise<void> {
		await this.#saving;
		this.#stopRetrying();
		this.save();
		await this.#saving;
		this.#stopRetrying();
	}

	async #saveOnce(storage: DurableStorage): Promise<void> {
		const changes = this.#changes;
		this.#hasMore = false;
		let error: { cause: unknown } | undefined;
		try {
			await storage.save(this.#source.snapshot());
		} catch (cause) {
			error = { cause };
		}
		this.#saving = undefined;
		if (error) {
			this.#hasMore = true;
			this.#retry = this.#clock.setTimeout(() => {
				this.#retry = undefined;
				this.save();
			}, CLIENT_LIMITS.saveRetryMs);
			this.#source.failed(error.cause);
			return;
		}
		this.#savedChanges = changes;
		this.#source.saved();
	}

	#stopRetrying(): void {
		this.#clock.clearTimeout(this.#retry);
		this.#retry = undefined;
	}
}
