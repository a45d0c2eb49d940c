import type { BioModule } from "./decision-log.ts";

/** `on`: acts. `shadow`: computes and records what it would do. `off`: does nothing at all. */
export type ModuleMode = "on" | "shadow" | "off";

/** The words for the modes. */
export const MODULE_MODES: readonly ModuleMode[] = ["on", "shadow", "off"];

/** The mode of each module; the kill switch is `off`. Modules ask before each step, so a change acts at once. */
export class ModuleModes {
	readonly #modes = new Map<BioModule, ModuleMode>();
	readonly #listeners = new Set<(module: BioModule, mode: ModuleMode) => void>();

	of(module: BioModule): ModuleMode {
		return this.#modes.get(module) ?? "on";
	}

	set(module: BioModule, mode: ModuleMode): void {
		if (this.of(module) === mode) return;
		this.#modes.set(module, mode);
		for (const listener of this.#listeners) listener(module, mode);
	}

	/** Listens to changes; the answer ends it. A module takes back what it has in force when it leaves `on`. */
	onChange(listener: (module: BioModule, mode: ModuleMode) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}
