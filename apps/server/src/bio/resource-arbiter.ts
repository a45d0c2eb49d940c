import type { Release, Scope, Worker } from "@sensocto/supervision";
import type { BioContext } from "./bio-context.ts";
import type { DemandClass } from "./budget/allocate.ts";
import { type CommonShares, sameShares, uncontended } from "./budget/allocate-shares.ts";
import { BudgetController } from "./budget/budget-controller.ts";
import { aim, clampSetPoint, SET_POINT } from "./budget/set-point.ts";
import { LearnedStates } from "./learned-states.ts";
import type { Watched } from "./wire.ts";
import type { Allocation, Budget, DayForecast, LoadReading, SetPoint } from "./wires.ts";

/** Where the arbiter learns what is demanded. */
export interface DemandSource {
	/** The streams there are, by class; only iterated, at most once a second. */
	classes(): Iterable<DemandClass>;
	/** Listens to changes, however many; the answer ends it. */
	onChange(listener: () => void): () => void;
}

export interface ResourceArbiterOptions {
	/** Bytes per second that may leave this node; without it only the processor is shared. */
	readonly uplinkBytesPerSecond?: number;
}

const NAME = "ResourceArbiter";

/** Shortest time between two computations, in ms. */
const INTERVAL_MS = 1_000;

/** Time that changes of demand get to come together, in ms: a page that opens asks for many streams at once. */
const GATHER_MS = 50;

/** Subject of the stored state. */
const STATE = "budget";

/**
 * Lateral inhibition: streams compete for what the node can do, and one budget decides how often each is sent.
 *
 * Invariants:
 * 1. The budget follows the pressure with each load reading; the shares follow budget and demand, at most once a
 *    second.
 * 2. While everything fits nothing is slowed; in mode `shadow` and `off` nothing is slowed at all.
 * 3. The epoch counts up when the shares differ noticeably; smaller differences leave those in force.
 * 4. A crash loses nothing: the next incarnation continues with what stands on the wires.
 */
export class ResourceArbiter implements Worker {
	readonly #context: BioContext;
	readonly #demand: DemandSource;
	readonly #options: ResourceArbiterOptions;
	readonly #learned: LearnedStates;
	#scope!: Scope;
	#sendBudget!: (budget: Budget) => void;
	#sendAllocation!: (allocation: Allocation) => void;
	#aimed!: Watched<SetPoint>;
	#day!: Watched<DayForecast>;
	readonly #controller = new BudgetController();
	#load: LoadReading | undefined;
	#epoch = 0;
	#computedAt = Number.NEGATIVE_INFINITY;
	#pending: Release | null = null;

	constructor(context: BioContext, demand: DemandSource, options: ResourceArbiterOptions = {}) {
		this.#context = context;
		this.#demand = demand;
		this.#options = options;
		this.#learned = new LearnedStates({
			states: context.states,
			module: NAME,
			collect: () => [[STATE, JSON.stringify({ capacity: Math.round(this.#controller.budget.capacity) })]],
			restore: (_subject, state) => this.#restore(state),
			problem: (reason) => this.#record("state", 0, reason),
		});
	}

	start(scope: Scope): void {
		const { modes, wires } = this.#context;
		this.#scope = scope;
		const [budget, allocation] = [wires.budget.produce(NAME), wires.allocation.produce(NAME)];
		scope.defer(budget.end);
		scope.defer(allocation.end);
		this.#sendBudget = budget.send;
		this.#sendAllocation = allocation.send;
		this.#controller.resume(wires.budget.latest, wires.allocation.latest);
		if (wires.allocation.latest !== undefined) {
			this.#epoch = wires.allocation.latest.epoch;
			this.#computedAt = this.#context.clock.monotonic();
		}
		// A new set-point takes effect with the next reading.
		this.#aimed = wires.setPoint.watch(NAME);
		this.#day = wires.day.watch(NAME);
		scope.defer(this.#aimed.end);
		scope.defer(this.#day.end);
		scope.defer(
			wires.load.consume(
				NAME,
				scope.bind((reading: LoadReading) => this.#read(reading)),
			),
		);
		scope.defer(this.#demand.onChange(scope.bind(() => this.#request())));
		const changed = scope.bind((module: string) => {
			if (module === NAME) this.#compute();
		});
		scope.defer(modes.onChange(changed));
		this.#learned.start(scope);
		this.#request();
	}

	async stop(): Promise<void> {
		await this.#learned.stop();
	}

	/** The pressure aimed at now: the tuner's figure, and the day's shift. */
	#setPoint({ injected, label }: LoadReading): number {
		const wanted =
			(this.#aimed.latest?.pressure ?? SET_POINT.initial) + (this.#day.latest?.setPointShift ?? 0);
		return aim(clampSetPoint(wanted), injected ? "normal" : label);
	}

	#read(reading: LoadReading): void {
		const before = this.#load;
		this.#load = reading;
		const mode = this.#context.modes.of(NAME);
		if (mode === "off") return;
		const { at, emergency, label, memoryProtection, pressure } = reading;
		const dtMs = before === undefined ? 0 : at - before.at;
		const due = this.#controller.observe(
			{ pressure, emergency, label, memoryProtection, setPoint: this.#setPoint(reading), dtMs },
			mode === "on",
		);
		const { capacity, unitsPerSecond } = this.#controller.budget;
		this.#sendBudget({ at, unitsPerSecond, capacity });
		if (due) this.#request();
	}

	/** Computes soon: not at once, since changes come together, and not more than once a second. */
	#request(): void {
		if (this.#pending !== null) return;
		const due = this.#computedAt + INTERVAL_MS - this.#context.clock.monotonic();
		this.#pending = this.#scope.after(Math.max(GATHER_MS, due), () => this.#compute());
	}

	#compute(): void {
		this.#pending?.();
		this.#pending = null;
		this.#computedAt = this.#context.clock.monotonic();
		const mode = this.#context.modes.of(NAME);
		const before = this.#controller.shares;
		const classes = mode === "off" ? [] : [...this.#demand.classes()];
		const shares = this.#controller.share(classes, this.#options.uplinkBytesPerSecond);
		const reason = this.#reason(shares);
		const changed = before.contended !== shares.contended || before.pauseBelow > 0 !== shares.pauseBelow > 0;
		if (changed && mode !== "off") this.#tell(shares, reason);
		this.#publish(mode === "on" ? shares : uncontended(shares.demanded), mode === "on" ? reason : "");
	}

	#publish(shares: CommonShares, reason: string): void {
		const { clock, wires } = this.#context;
		const latest = wires.allocation.latest;
		if (latest === undefined || !sameShares(latest, shares)) this.#epoch++;
		this.#sendAllocation({
			at: clock.now(),
			epoch: this.#epoch,
			lambda: shares.lambda,
			pauseBelow: shares.pauseBelow,
			pools: shares.pools,
			...(shares.uplink === undefined ? {} : { uplink: shares.uplink }),
			contended: shares.contended,
			demanded: shares.demanded,
			granted: shares.granted,
			budget: this.#controller.budget.unitsPerSecond,
			reason,
		});
	}

	/** Why streams are slowed, for a person. */
	#reason({ contended, lambda, pauseBelow, uplink }: CommonShares): string {
		if (!contended) return "";
		if (!Number.isFinite(lambda) && pauseBelow === 0) {
			return uplink?.contended ? "uplink full" : "alerts and forecasts take up their part";
		}
		if (this.#load === undefined || this.#load.pressure < this.#setPoint(this.#load) / 2)
			return "recovering from load";
		return `server busy: ${this.#load.bottleneck}`;
	}

	#tell(shares: CommonShares, reason: string): void {
		if (!shares.contended) this.#record("share granted", 1, "everything fits at full rate");
		else {
			const granted = shares.demanded > 0 ? shares.granted / shares.demanded : 1;
			const paused = shares.pauseBelow > 0 ? "; what matters least is paused" : "";
			this.#record("share granted", granted, `${reason}${paused}`);
		}
	}

	#record(factor: string, value: number, reason: string): void {
		const { clock, decisions, modes } = this.#context;
		const shadow = modes.of(NAME) === "shadow";
		decisions.record({ at: clock.now(), module: NAME, subject: "", factor, value, reason, shadow });
	}

	/** A capacity learned earlier; what is on the wire is newer. */
	#restore(state: string): void {
		const { capacity } = JSON.parse(state) as { capacity: unknown };
		if (typeof capacity !== "number" || !(capacity > 0))
			throw new Error(`expected a capacity above 0, got ${state}`);
		if (this.#context.wires.budget.latest === undefined) this.#controller.expect(capacity);
	}
}
