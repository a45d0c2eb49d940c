import type { Scope, Worker } from "@sensocto/supervision";
import type { BioContext } from "./bio-context.ts";
import { BIO_MODULES, type BioModule } from "./decision-log.ts";
import { LearnedStates } from "./learned-states.ts";
import { MODULE_MODES, type ModuleMode } from "./module-modes.ts";

/** Name under which the modes are kept. */
const NAME = "ModuleModes";

/** What {@link KeptModes} works with. */
export interface KeptModesContext extends Pick<BioContext, "modes" | "states"> {
	/** Told what could not be loaded or saved, in words. */
	readonly problem: (reason: string) => void;
}

/**
 * Keeps which modules were switched to shadow mode or off, so that the next start of the server finds them so.
 *
 * Invariants:
 * 1. What was switched by hand since the start stands, whatever was kept before.
 * 2. Each change is stored at once; while the database is away it is stored within an hour, and the modules do as they
 *    were told meanwhile.
 */
export class KeptModes implements Worker {
	readonly #modes: KeptModesContext["modes"];
	readonly #learned: LearnedStates;
	readonly #switched = new Set<BioModule>();

	constructor({ modes, problem, states }: KeptModesContext) {
		this.#modes = modes;
		this.#learned = new LearnedStates({
			...{ states, problem, module: NAME },
			collect: () => BIO_MODULES.map((module) => [module, storedMode(modes.of(module))]),
			restore: (subject, state) => this.#restore(subject, state),
		});
	}

	start(scope: Scope): void {
		const changed = (module: BioModule): void => {
			this.#switched.add(module);
			scope.run(this.#learned.save());
		};
		scope.defer(this.#modes.onChange(scope.bind(changed)));
		this.#learned.start(scope);
	}

	async stop(): Promise<void> {
		await this.#learned.stop();
	}

	#restore(subject: string, state: string): void {
		const module = BIO_MODULES.find((each) => each === subject);
		const mode = MODULE_MODES.find((each) => each === state);
		if (module === undefined || mode === undefined) throw new Error(`there is no mode "${state}" of it`);
		if (!this.#switched.has(module)) this.#modes.set(module, mode);
	}
}

/** The usual mode is not kept: an empty state forgets. */
function storedMode(mode: ModuleMode): string {
	return mode === "on" ? "" : mode;
}
