import type { Worker } from "@sensocto/supervision";
import type { Registry } from "./registry.ts";

/** Fills a registry with what is stored, so that names are known before anything live registers. */
export class RegistryWorker<T> implements Worker {
	readonly #registry: Registry<T>;
	readonly #load: (registry: Registry<T>) => Promise<void>;

	constructor(registry: Registry<T>, load: (registry: Registry<T>) => Promise<void>) {
		this.#registry = registry;
		this.#load = load;
	}

	async start(): Promise<void> {
		await this.#load(this.#registry);
	}
}
