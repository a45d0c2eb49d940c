import type { Scope, Worker } from "@sensocto/supervision";
import type { BioContext } from "./bio-context.ts";
import { dayOutlook, NEUTRAL, type Outlook } from "./day/day-outlook.ts";
import { DemandModel } from "./day/demand-model.ts";
import { LearnedStates } from "./learned-states.ts";
import { LocalWeek } from "./prediction/local-week.ts";
import type { DayForecast } from "./wires.ts";

const NAME = "CircadianScheduler";

/** Time between two looks at the day, in ms. */
const LOOK_MS = 60_000;

/** Change of the headroom that is told. */
const TOLD_HEADROOM = 0.05;

/** What {@link CircadianScheduler} is given. */
export interface CircadianSchedulerOptions {
	/** IANA name of the zone whose hours people keep. */
	readonly timeZone: string;
}

/**
 * Keeps the node's daily rhythm (suprachiasmatic nucleus): learns the usual week of demand and budget, names the phase
 * of the day, and says when work that can wait may run.
 *
 * Invariants:
 * 1. Until two days are learned, and in every mode but `on`, work that can wait may always run and the set-point stays.
 * 2. What it says never slows a stream by the clock: it moves work that can wait, and the set-point by .05 at most.
 */
export class CircadianScheduler implements Worker {
	readonly #context: BioContext;
	readonly #models: { readonly demand: DemandModel; readonly budget: DemandModel };
	readonly #states: LearnedStates;
	#send: (day: DayForecast) => void = () => {};
	#outlook: Outlook = NEUTRAL;
	#told: Outlook | undefined;

	constructor(context: BioContext, { timeZone }: CircadianSchedulerOptions) {
		const { clock, decisions, states } = context;
		const week = new LocalWeek(timeZone);
		const models = { demand: new DemandModel(week), budget: new DemandModel(week) };
		this.#context = context;
		this.#models = models;
		this.#states = new LearnedStates({
			...{ states, module: NAME },
			collect: () => [
				["demand", models.demand.snapshot()],
				["budget", models.budget.snapshot()],
			],
			restore: (subject, state) => {
				if (subject !== "demand" && subject !== "budget") throw new Error("there is no such model");
				models[subject].restore(state, clock.now());
			},
			problem: (reason) =>
				decisions.record({
					...{ at: clock.now(), module: NAME, subject: "", factor: "learned state", value: 0, reason },
					shadow: false,
				}),
		});
	}

	/** What it makes of the day, in whatever mode. */
	get outlook(): Outlook {
		return this.#outlook;
	}

	start(scope: Scope): void {
		const { modes, wires } = this.#context;
		const day = wires.day.produce(NAME);
		this.#send = day.send;
		scope.defer(() => day.end());
		scope.defer(() => this.#tell(NEUTRAL));
		const { allocation, budget } = wires;
		const demanded = scope.bind((units: number) => this.#observe("demand", units));
		scope.defer(allocation.consume(NAME, (shares) => demanded(shares.demanded)));
		const allowed = scope.bind((units: number) => this.#observe("budget", units));
		scope.defer(budget.consume(NAME, ({ unitsPerSecond }) => allowed(unitsPerSecond)));
		if (allocation.latest !== undefined) this.#observe("demand", allocation.latest.demanded);
		if (budget.latest !== undefined) this.#observe("budget", budget.latest.unitsPerSecond);
		scope.defer(modes.onChange(scope.bind((module) => module === NAME && this.#look())));
		this.#states.start(scope);
		this.#look();
		scope.every(LOOK_MS, () => this.#look());
	}

	stop(): Promise<void> {
		return this.#states.stop();
	}

	#observe(model: "demand" | "budget", unitsPerSecond: number): void {
		if (this.#context.modes.of(NAME) !== "off")
			this.#models[model].observe(this.#context.clock.now(), unitsPerSecond);
	}

	#look(): void {
		const mode = this.#context.modes.of(NAME);
		if (mode === "off") {
			this.#outlook = NEUTRAL;
		} else {
			const { budget, demand } = this.#models;
			const now = this.#context.clock.now();
			demand.advance(now);
			budget.advance(now);
			const before = this.#outlook;
			this.#outlook = dayOutlook(demand, budget, now, before);
			this.#decide(before, now, mode === "shadow");
		}
		this.#tell(mode === "on" ? this.#outlook : NEUTRAL);
	}

	#tell(outlook: Outlook): void {
		const told = this.#told;
		if (
			told !== undefined &&
			told.phase === outlook.phase &&
			told.quiet === outlook.quiet &&
			told.setPointShift === outlook.setPointShift &&
			told.risesAt === outlook.risesAt &&
			Math.abs(told.headroom - outlook.headroom) < TOLD_HEADROOM
		)
			return;
		this.#told = outlook;
		this.#send({ at: this.#context.clock.now(), ...outlook });
	}

	#decide(before: Outlook, at: number, shadow: boolean): void {
		const { headroom, phase, quiet, setPointShift } = this.#outlook;
		const free = `${Math.round(100 * headroom)} % of the budget is expected to stay free`;
		const note = (factor: string, value: number, reason: string): void =>
			this.#context.decisions.record({ at, module: NAME, subject: "", factor, value, reason, shadow });
		if (before.phase !== phase) note("phase", headroom, `It is ${phase}; ${free}.`);
		if (before.quiet !== quiet)
			note("deferrable work", Number(quiet), `${quiet ? "It may run" : "It waits"}: ${free}.`);
		if (before.setPointShift !== setPointShift)
			note(
				"set-point shift",
				setPointShift,
				`Demand is expected to ${setPointShift < 0 ? "come near" : "stay below"} the budget.`,
			);
	}
}
