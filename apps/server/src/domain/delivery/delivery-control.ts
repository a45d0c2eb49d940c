import {
	type Ack,
	type DeliveryChoice,
	type DeliveryLoad,
	type DeliveryNotice,
	deliveryLabel,
} from "@sensocto/protocol";
import type { Clock, Scope } from "@sensocto/supervision";
import type { Allocation, ViewerAck, Wires } from "../../bio/wires.ts";
import { LANES_MS, type Lane, laneOf, WATCHED, type WatchLevel } from "./delivery-class.ts";
import type { LevelWindows } from "./level-windows.ts";
import type { StalledViewers } from "./stalled-viewers.ts";
import type { Viewer } from "./viewer.ts";
import { LONGEST_INTERVAL_MS, SHORTEST_INTERVAL_MS } from "./viewer-pace.ts";

/** Interval in ms of what a person may choose. */
const CHOICES_MS: Readonly<Record<Exclude<DeliveryChoice, "auto">, number>> = {
	high: SHORTEST_INTERVAL_MS,
	medium: 150,
	low: 350,
	minimal: LONGEST_INTERVAL_MS,
};

const LEVELS: readonly WatchLevel[] = Object.values(WATCHED);

/** The wires delivery is connected to. */
export type DeliveryWires = Pick<Wires, "acks" | "allocation" | "load" | "outcome">;

/** What the control works with. */
export interface DeliveryControlContext {
	readonly clock: Clock;
	readonly wires: DeliveryWires;
	readonly viewers: ReadonlySet<Viewer>;
	readonly levels: LevelWindows;
	readonly stalled: StalledViewers;
	/** Moves a viewer's watches to the lanes that its interval and the levels' windows now ask for. */
	repace(viewer: Viewer): void;
}

/**
 * Decides how fast each viewer is served, from its acknowledgements, its person's choice and the node's budget.
 *
 * A viewer is told when its interval, the reason for it or the load's label changes. What a person chose counts in place of what the
 * connection allows; a full socket and the node's budget hold all the same.
 */
export class DeliveryControl {
	readonly #context: DeliveryControlContext;
	#send: ((ack: ViewerAck) => void) | null = null;
	/** The load that viewers are told; undefined while it is normal. */
	#load: DeliveryLoad | undefined;

	constructor(context: DeliveryControlContext) {
		this.#context = context;
	}

	start(scope: Scope): void {
		const { levels, repace, viewers, wires } = this.#context;
		const acks = wires.acks.produce("LensRouter");
		this.#send = acks.send;
		scope.defer(acks.end);
		// Looked at with each step.
		scope.defer(wires.load.watch("LensRouter").end);
		scope.defer(wires.allocation.consume("LensRouter", (allocation) => this.#allocated(allocation)));
		if (wires.allocation.latest !== undefined) levels.update(wires.allocation.latest);
		// Viewers outlive the router: what slowed them before its restart may be over.
		for (const viewer of viewers) repace(viewer);
	}

	/** Lets every viewer's interval follow its connection. */
	step(): void {
		const { stalled, viewers } = this.#context;
		const at = this.#context.clock.monotonic();
		this.#load = this.#presentLoad();
		for (const viewer of viewers) {
			viewer.pace.step(at);
			if (viewer.isServed && viewer.pace.isSilent(at)) stalled.silence(viewer, at);
			this.#apply(viewer);
		}
	}

	/** A viewer acknowledged a frame. */
	acked(viewer: Viewer, { heldMs, paintLagMs, seq }: Ack): void {
		const { clock, stalled } = this.#context;
		const at = clock.monotonic();
		const held = Math.max(0, (heldMs ?? paintLagMs) - paintLagMs);
		const ackDelayMs = viewer.pace.acked(seq, viewer.seq, at, held);
		viewer.acknowledges = true;
		if (ackDelayMs !== null) {
			this.#send?.({ at: clock.now(), viewer: viewer.serial, paintLagMs, ackDelayMs });
		}
		if (viewer.service === "silent" && !viewer.pace.isSilent(at)) stalled.recover(viewer, at);
		this.#apply(viewer);
	}

	/** A viewer's person chose. */
	choose(viewer: Viewer, choice: DeliveryChoice): void {
		viewer.chosen = choice;
		this.#apply(viewer);
	}

	/** Tells a viewer how it is served, if that has changed. */
	tell(viewer: Viewer): void {
		const { told } = viewer;
		const notice = this.#notice(viewer);
		const { chosen, interval_ms, load, reason } = notice;
		const isAsTold = told.reason === reason && told.load === load;
		if (isAsTold && told.interval_ms === interval_ms && told.chosen === chosen) return;
		if (isAsTold && told.label === "paused" && notice.label === "paused") return;
		viewer.told = notice;
		viewer.sink.delivery?.(notice);
	}

	#allocated(allocation: Allocation): void {
		const { levels, repace, viewers } = this.#context;
		if (!levels.update(allocation)) return;
		for (const viewer of viewers) {
			repace(viewer);
			this.tell(viewer);
		}
	}

	#apply(viewer: Viewer): void {
		const { chosen, pace } = viewer;
		const lane = laneOf(chosen === "auto" ? pace.intervalMs : CHOICES_MS[chosen]);
		if (lane !== viewer.lane) {
			viewer.lane = lane;
			this.#context.repace(viewer);
		}
		this.tell(viewer);
	}

	/** Told again when the label changes, not with every reading. */
	#presentLoad(): DeliveryLoad | undefined {
		const { latest } = this.#context.wires.load;
		if (latest === undefined || latest.label === "normal") return undefined;
		const { bottleneck, injected, label } = latest;
		const isSame = this.#load?.label === label && this.#load.injected === injected;
		return isSame ? this.#load : { label, injected, bottleneck };
	}

	#notice(viewer: Viewer): DeliveryNotice {
		const slowest = Math.max(viewer.lane, this.#budgetLane(viewer));
		const interval_ms = LANES_MS[slowest]!;
		const common = { interval_ms, chosen: viewer.chosen, ...(this.#load && { load: this.#load }) };
		if (viewer.paused) return { ...common, label: "paused", reason: "tab hidden" };
		if (viewer.service !== "live") return { ...common, label: "paused", reason: "your connection" };
		const reason = slowest === 0 ? null : this.#reason(viewer, slowest);
		return { ...common, label: deliveryLabel(interval_ms), reason };
	}

	#reason(viewer: Viewer, slowest: Lane): string {
		if (slowest > viewer.lane) {
			const bottleneck = this.#context.wires.load.latest?.bottleneck;
			return bottleneck === undefined ? "server busy" : `server busy: ${bottleneck}`;
		}
		return viewer.chosen === "auto" ? "your connection" : "you chose";
	}

	/** The slowest lane that the budget puts one of the viewer's levels into; 0 when it slows none. */
	#budgetLane(viewer: Viewer): Lane {
		const { levels } = this.#context;
		let slowest: Lane = 0;
		for (const level of LEVELS) {
			if (viewer.levels[level]! > 0 && levels.isSlowed(level))
				slowest = Math.max(slowest, levels.lane(level));
		}
		return slowest;
	}
}
