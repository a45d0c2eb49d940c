import type { AttentionLevel } from "@sensocto/protocol";
import type { Scope, Worker } from "@sensocto/supervision";
import type { BioContext } from "./bio-context.ts";
import type { BioModule } from "./decision-log.ts";
import { LearnedStates } from "./learned-states.ts";
import { CoAccess } from "./prediction/co-access.ts";
import { ForecastBook } from "./prediction/forecast-book.ts";
import { ForecastGate, type Gate } from "./prediction/forecast-gate.ts";
import { interestOf } from "./prediction/judged-forecaster.ts";
import { LocalWeek } from "./prediction/local-week.ts";
import { MATERIAL } from "./prediction/material-forecast.ts";
import { type ModelledSensor, ModelledSensors } from "./prediction/modelled-sensors.ts";
import { Skill, type SkillReading } from "./prediction/skill.ts";
import type { Allocation, DayForecast, InterestChange, InterestForecast } from "./wires.ts";

const NAME = "PredictiveLoadBalancer";

/** Subject of what is learned about all sensors together; no sensor's id is empty. */
const NODE = "";

/** Name under which co-access is kept. */
const CO_ACCESS_STATES = "CoAccess";

/** Every sensor is looked at once in so many ticks of so many ms. */
const TICK_MS = 5_000;
const ROUND_TICKS = 12;

/** Ticks between two judgements of the forecasts. */
const JUDGED_TICKS = 120;

/** Companions of a focused sensor whose seeds are prepared. */
const WARMED_COMPANIONS = 2;

/** Most sensors prepared before demand rises, and how long before, in ms. */
const RISE = { sensors: 20, beforeMs: 300_000 } as const;

/** Time until a sensor is prepared again, in ms. */
const WARM_AGAIN_MS = 600_000;

/** Makes the first view of a sensor fast, e.g. by loading its recent history; once in ten minutes for each sensor. */
export interface SeedWarmer {
	warm(sensorId: string): void;
}

/** The attention a sensor has now. */
export interface PresentInterest {
	readonly sensorId: string;
	readonly level: AttentionLevel;
	readonly viewers: number;
}

/** What {@link PredictiveLoadBalancer} is given. */
export interface PredictiveLoadBalancerOptions {
	/** IANA name of the zone whose hours people keep. */
	readonly timeZone: string;
	readonly warmer: SeedWarmer;
	/** The sensors that have attention now; others have none. */
	readonly present: () => Iterable<PresentInterest>;
}

/** What the predictor does at the moment. */
export interface PredictorStatus extends SkillReading {
	/** Sensors modelled. */
	readonly sensors: number;
	/** Forecasts in force. */
	readonly forecasts: number;
	/** Whether forecasts may be made, and why not. */
	readonly gate: Gate;
}

/**
 * Expects which sensors will be looked at (cerebellum): learns the usual week of the interest in each, and tells ten
 * minutes ahead about those that nobody views.
 *
 * Invariants:
 * 1. A forecast only adds weight to a sensor that nobody views. While the budget is short there is none, nor for five
 *    minutes after: it slows nobody.
 * 2. There is none unless the skill of the last seven days is above 0; learning and judging go on all the same.
 * 3. Whatever ends this worker or its mode ends every forecast in force.
 */
export class PredictiveLoadBalancer implements Worker {
	readonly #context: BioContext;
	readonly #options: PredictiveLoadBalancerOptions;
	readonly #week: LocalWeek;
	readonly #skill = new Skill();
	readonly #sensors: ModelledSensors;
	readonly #coAccess = new CoAccess();
	readonly #gate = new ForecastGate();
	readonly #book: ForecastBook;
	readonly #states: readonly LearnedStates[];
	#send: (forecast: InterestForecast) => void = () => {};
	#ticks = 0;
	#gateState: Gate["state"] = "learning";
	#reading: SkillReading;
	/** The next rise of demand, and the one that sensors have been prepared for, in ms. */
	#risesAt: number | undefined;
	#preparedFor: number | undefined;

	constructor(context: BioContext, options: PredictiveLoadBalancerOptions) {
		this.#context = context;
		this.#options = options;
		this.#week = new LocalWeek(options.timeZone);
		this.#sensors = new ModelledSensors(this.#week, this.#skill);
		this.#reading = this.#skill.reading(context.clock.now());
		this.#book = new ForecastBook({
			decisions: context.decisions,
			send: (forecast) => this.#send(forecast),
			warm: (sensor, now) => this.#warm(sensor, now),
			moment: (at) => this.#week.name(at),
		});
		this.#states = this.#learnedStates();
	}

	/** What it does at the moment, for the dashboard. */
	get status(): PredictorStatus {
		const gate = this.#gate.at(this.#context.clock.now());
		return { ...this.#reading, sensors: this.#sensors.size, forecasts: this.#book.size, gate };
	}

	start(scope: Scope): void {
		const { clock, modes, wires } = this.#context;
		const forecast = wires.forecast.produce(NAME);
		this.#send = forecast.send;
		scope.defer(() => forecast.end());
		scope.defer(() => this.#book.endAll(clock.now(), "The predictor stops."));
		const interest = scope.bind((change: InterestChange) => this.#interest(change));
		scope.defer(wires.interest.consume(NAME, interest));
		const allocation = scope.bind((shares: Allocation) => this.#allocation(shares));
		scope.defer(wires.allocation.consume(NAME, allocation));
		if (wires.allocation.latest !== undefined) allocation(wires.allocation.latest);
		this.#risesAt = wires.day.latest?.risesAt;
		const day = ({ risesAt }: DayForecast): void => {
			this.#risesAt = risesAt;
		};
		scope.defer(wires.day.consume(NAME, day));
		scope.defer(modes.onChange(scope.bind((module) => this.#modeChanged(module))));
		for (const states of this.#states) states.start(scope);
		this.#catchUp();
		scope.every(TICK_MS, () => this.#tick());
	}

	async stop(): Promise<void> {
		for (const states of this.#states) await states.stop();
	}

	#interest(change: InterestChange): void {
		if (this.#context.modes.of(NAME) === "off") return;
		const { at, focusedBy, sensorId } = change;
		this.#observe(change, at);
		if (focusedBy === 0) return;
		this.#coAccess.focus(focusedBy, sensorId, at);
		for (const companion of this.#coAccess.companions(sensorId, at).slice(0, WARMED_COMPANIONS)) {
			const sensor = this.#sensors.get(companion.sensorId);
			if (sensor !== undefined && !this.#gate.heldBack(at)) this.#warm(sensor, at);
		}
	}

	#observe(change: Pick<InterestChange, "level" | "sensorId" | "viewers">, at: number): void {
		const x = interestOf(change);
		if (x === 0 && this.#sensors.get(change.sensorId) === undefined) return;
		const { evicted, sensor } = this.#sensors.open(change.sensorId);
		if (evicted !== undefined) this.#book.end(evicted, at, "Too many sensors to model.");
		sensor.interest.forecaster.observe(at, x);
		if (x === 0) return;
		sensor.viewedAt = at;
		this.#book.end(sensor, at, "Somebody views it now.");
	}

	/** Learns what is viewed now, after a time in which changes were not heard. */
	#catchUp(): void {
		if (this.#context.modes.of(NAME) === "off") return;
		const now = this.#context.clock.now();
		for (const { interest } of this.#sensors.all()) interest.forecaster.observe(now, 0);
		for (const present of this.#options.present()) this.#observe(present, now);
	}

	#modeChanged(module: BioModule): void {
		if (module !== NAME) return;
		this.#book.endAll(this.#context.clock.now(), "The mode was changed.");
		this.#catchUp();
	}

	/** That a pool of leases has reached its own limit slows nobody else. */
	#allocation({ lambda, uplink }: Allocation): void {
		const now = this.#context.clock.now();
		const contended =
			lambda < Number.POSITIVE_INFINITY || (uplink?.lambda ?? lambda) < Number.POSITIVE_INFINITY;
		this.#gate.contention(contended, now);
		if (contended) this.#book.endAll(now, "The budget is short.");
	}

	#tick(): void {
		const mode = this.#context.modes.of(NAME);
		if (mode === "off") return;
		const now = this.#context.clock.now();
		if (this.#ticks++ % JUDGED_TICKS === 0) this.#judge(now);
		const gate = this.#gate.at(now);
		this.#tellGate(gate, now);
		const terms = { allowed: gate.state === "open", shadow: mode === "shadow" };
		for (const sensor of this.#sensors.turn(Math.ceil(this.#sensors.size / ROUND_TICKS))) {
			sensor.interest.forecaster.advance(now);
			this.#book.review(sensor, now, terms);
		}
		if (terms.allowed && !terms.shadow) this.#prepareForRise(now);
	}

	#judge(now: number): void {
		this.#reading = this.#skill.reading(now);
		this.#gate.judged(this.#reading);
	}

	#tellGate({ reason, state }: Gate, now: number): void {
		if (state === this.#gateState) return;
		this.#gateState = state;
		if (state !== "open") this.#book.endAll(now, reason);
		this.#context.decisions.record({
			...{ at: now, module: NAME, subject: "", factor: "skill", value: this.#reading.skill ?? 0, reason },
			shadow: this.#context.modes.of(NAME) === "shadow",
		});
	}

	/** Five minutes before demand is expected to rise, prepares the sensors that are usually viewed then. */
	#prepareForRise(now: number): void {
		const at = this.#risesAt;
		if (at === undefined || at === this.#preparedFor || now < at - RISE.beforeMs || now >= at) return;
		this.#preparedFor = at;
		const usual = this.#sensors
			.all()
			.map((sensor) => [sensor, sensor.interest.forecaster.usual(at)] as const);
		const likely = usual.filter(([, x]) => x >= MATERIAL.begins).sort((a, b) => b[1] - a[1]);
		for (const [sensor] of likely.slice(0, RISE.sensors)) this.#warm(sensor, now);
	}

	#warm(sensor: ModelledSensor, now: number): void {
		const viewed = sensor.interest.forecaster.present > 0;
		if (viewed || now - sensor.warmedAt < WARM_AGAIN_MS || this.#context.modes.of(NAME) !== "on") return;
		sensor.warmedAt = now;
		this.#options.warmer.warm(sensor.id);
	}

	#learnedStates(): LearnedStates[] {
		const { clock, decisions, states } = this.#context;
		const problem = (reason: string): void =>
			decisions.record({
				...{ at: clock.now(), module: NAME, subject: "", factor: "learned state", value: 0, reason },
				shadow: false,
			});
		const [sensors, skill, coAccess] = [this.#sensors, this.#skill, this.#coAccess];
		return [
			new LearnedStates({
				...{ states, module: NAME, problem },
				*collect() {
					yield [NODE, skill.snapshot()];
					yield* sensors.snapshots();
				},
				restore: (subject, state) => {
					if (subject === NODE) {
						skill.restore(state);
						this.#judge(clock.now());
					} else sensors.restore(subject, state, clock.now());
				},
			}),
			new LearnedStates({
				...{ states, module: CO_ACCESS_STATES, problem },
				collect: () => coAccess.snapshot(clock.now()),
				restore: (subject, state) => coAccess.restore(subject, state),
			}),
		];
	}
}
