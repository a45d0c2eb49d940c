import { Supervisor, type Worker } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import type { BioContext } from "../bio-context.ts";
import { DecisionLog } from "../decision-log.ts";
import { ModuleModes } from "../module-modes.ts";
import { Wires } from "../wires.ts";
import { MemoryStates } from "./memory-states.ts";

/** Runs modules of the biomimetic layer on a clock of the test's own, under a supervisor. */
export class BioRig implements BioContext {
	readonly clock = new FakeClock();
	readonly random = (): number => 0.5;
	readonly wires = new Wires();
	readonly decisions = new DecisionLog();
	readonly modes = new ModuleModes();
	readonly states = new MemoryStates();
	/** Errors that modules crashed with. */
	readonly crashes: unknown[] = [];
	#supervisor: Supervisor | undefined;

	/** Starts one module; a crash is followed by a fresh one. */
	async start(create: () => Worker): Promise<void> {
		this.#supervisor = new Supervisor(
			"test",
			{
				strategy: "one_for_one",
				clock: this.clock,
				onEvent: (event) => {
					if (event.event === "crash") this.crashes.push(event.error);
				},
			},
			[{ id: "module", create }],
		);
		await this.#supervisor.start();
		await this.clock.advance(0);
	}

	/** Stops the module in order. */
	async stop(): Promise<void> {
		const stopped = this.#supervisor?.stop();
		await this.clock.advance(0);
		await stopped;
		this.#supervisor = undefined;
	}
}
