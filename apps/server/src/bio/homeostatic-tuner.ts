import type { Scope, Worker } from "@sensocto/supervision";
import type { BioContext } from "./bio-context.ts";
import {
	clampSetPoint,
	INITIAL_SET_POINT,
	SET_POINT,
	type SetPointState,
	stepSetPoint,
	waitedForCores,
	watched,
} from "./budget/set-point.ts";
import { LearnedStates } from "./learned-states.ts";
import type { OutcomeMinute, SetPoint } from "./wires.ts";

const NAME = "HomeostaticTuner";

/** Subject of the stored state. */
const STATE = "set-point";

/**
 * Homeostasis: moves the pressure that the budget aims at by how viewers were served, minute by minute.
 *
 * Invariants:
 * 1. The set-point follows outcomes alone, within .55 to .85; a minute of overload never raises it, and one in which the
 *    process waited for a processor core moves it neither way.
 * 2. In mode `shadow` it learns but the budget aims at the usual pressure; `off` it does not even learn.
 * 3. What it has learned is stored with each change and survives a restart of the server; after a crash it continues
 *    with what stands on the wire.
 */
export class HomeostaticTuner implements Worker {
	readonly #context: BioContext;
	readonly #learned: LearnedStates;
	#scope!: Scope;
	#send!: (setPoint: SetPoint) => void;
	#state: SetPointState = INITIAL_SET_POINT;
	#holds = false;

	constructor(context: BioContext) {
		this.#context = context;
		this.#learned = new LearnedStates({
			states: context.states,
			module: NAME,
			collect: () => [[STATE, JSON.stringify({ pressure: this.#state.pressure })]],
			restore: (_subject, state) => this.#restore(state),
			problem: (reason) => this.#record(this.#state.pressure, reason),
		});
	}

	start(scope: Scope): void {
		const { modes, wires } = this.#context;
		this.#scope = scope;
		const output = wires.setPoint.produce(NAME);
		scope.defer(output.end);
		this.#send = output.send;
		scope.defer(
			wires.outcome.consume(
				NAME,
				scope.bind((outcome: OutcomeMinute) => this.#learn(outcome)),
			),
		);
		const changed = scope.bind((module: string) => {
			if (module === NAME) this.#publish();
		});
		scope.defer(modes.onChange(changed));
		const inForce = wires.setPoint.latest;
		if (inForce !== undefined && modes.of(NAME) === "on")
			this.#state = { ...this.#state, pressure: inForce.pressure };
		this.#learned.start(scope);
		this.#publish();
	}

	async stop(): Promise<void> {
		await this.#learned.stop();
	}

	#learn(outcome: OutcomeMinute): void {
		if (this.#context.modes.of(NAME) === "off") return;
		const before = this.#state.pressure;
		this.#state = stepSetPoint(this.#state, outcome);
		const { pressure } = this.#state;
		const held = this.#holds;
		this.#holds = waitedForCores(outcome);
		if (this.#holds && !held) this.#record(pressure, crowd(outcome));
		if (pressure === before) return;
		this.#record(
			pressure,
			pressure < before ? strain(outcome) : "ten good minutes, and something was slowed",
		);
		this.#publish();
		this.#scope.run(this.#learned.save());
	}

	#publish(): void {
		const { clock, modes, wires } = this.#context;
		const pressure = modes.of(NAME) === "on" ? this.#state.pressure : SET_POINT.initial;
		if (wires.setPoint.latest?.pressure !== pressure) this.#send({ at: clock.now(), pressure });
	}

	#record(value: number, reason: string): void {
		const { clock, decisions, modes } = this.#context;
		const shadow = modes.of(NAME) === "shadow";
		decisions.record({ at: clock.now(), module: NAME, subject: "", factor: STATE, value, reason, shadow });
	}

	#restore(state: string): void {
		const { pressure } = JSON.parse(state) as { pressure: unknown };
		if (typeof pressure !== "number" || Number.isNaN(pressure)) {
			throw new Error(`expected a pressure, got ${state}`);
		}
		this.#state = { ...this.#state, pressure: clampSetPoint(pressure) };
		this.#publish();
	}
}

function strain(outcome: OutcomeMinute): string {
	const { ageHighP95Ms, loopDelayP99Ms } = outcome;
	const service = watched(outcome)
		? `watched values were ${Math.round(ageHighP95Ms)} ms old (p95)`
		: "nobody watched closely";
	return `in the last minute the event loop was late by ${Math.round(loopDelayP99Ms)} ms (p99) and ${service}`;
}

function crowd({ loopDelayP99Ms, ownLoopDelayP99Ms }: OutcomeMinute): string {
	const [late, own] = [Math.round(loopDelayP99Ms), Math.round(ownLoopDelayP99Ms)];
	return `held: others had the processor cores; the event loop was late by ${late} ms (p99), ${own} ms without that`;
}
