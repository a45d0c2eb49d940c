import {
	ATTENTION_LEVELS,
	type AttentionLevel,
	type BackpressureConfig,
	backpressureConfig,
} from "@sensocto/protocol";
import { windowMs } from "../../apps/server/src/bio/budget/allocate-stream.ts";
import { BudgetController } from "../../apps/server/src/bio/budget/budget-controller.ts";
import { aim, SET_POINT } from "../../apps/server/src/bio/budget/set-point.ts";
import { INTEREST_WEIGHTS } from "../../apps/server/src/bio/wires.ts";
import { onScale } from "../../apps/server/src/domain/load/signals/scale.ts";
import { SystemLoad } from "../../apps/server/src/domain/load/system-load.ts";
import type { Measurement, Policy } from "./policy.ts";

/**
 * Cost units of one message: the simulated server's capacity is between the least that is believed and that of an
 * unknown server.
 */
const COST = 1e5;

/** Weight of a stream by its level: of what somebody focuses, views, leaves in the background, and of the rest. */
const WEIGHTS: Readonly<Record<AttentionLevel, number>> = {
	high: INTEREST_WEIGHTS.focus,
	medium: INTEREST_WEIGHTS.view,
	low: INTEREST_WEIGHTS.background,
	none: INTEREST_WEIGHTS.none,
};

/** Pressure by the time that frames wait, in ms. */
const INGRESS = [
	[5, 0.5],
	[50, 0.75],
	[200, 1],
] as const;

/** Shortest time between two shares, in ms. */
const SHARE_MS = 1_000;

const same = (
	one: Readonly<Record<AttentionLevel, number>>,
	other: Readonly<Record<AttentionLevel, number>>,
): boolean => ATTENTION_LEVELS.every((level) => one[level] === other[level]);

/** The server's own modules: load label, budget and shares, within the device contract. */
export class BudgetPolicy implements Policy {
	readonly name = "budget";
	readonly disciplined = true;
	readonly #load = new SystemLoad("production");
	readonly #controller = new BudgetController();
	#counts: Readonly<Record<AttentionLevel, number>> = { high: 0, medium: 0, low: 0, none: 0 };
	#readAt: number | undefined;
	#sharedAt = Number.NEGATIVE_INFINITY;
	#due = false;

	/** The label of the load. */
	get label(): string {
		return this.#load.label;
	}

	measured(
		{ sojournMs, utilisation }: Measurement,
		now: number,
		counts: Readonly<Record<AttentionLevel, number>>,
	): void {
		const signals = { "event loop": utilisation, ingress: onScale(sojournMs, INGRESS) };
		const reading = this.#load.observe({
			at: now,
			monotonic: now,
			signals,
			sojournMs,
			loopDelayP99Ms: sojournMs,
		});
		const { emergency, label, memoryProtection, pressure } = reading;
		const dtMs = now - (this.#readAt ?? now);
		this.#readAt = now;
		const moved = this.#controller.observe({
			pressure,
			emergency,
			label,
			memoryProtection,
			setPoint: aim(SET_POINT.initial, label),
			dtMs,
		});
		this.#due ||= moved || !same(counts, this.#counts);
		if (!this.#due || now - this.#sharedAt < SHARE_MS) return;
		this.#due = false;
		this.#sharedAt = now;
		this.#counts = { ...counts };
		this.#controller.share(
			ATTENTION_LEVELS.map((level) => ({ weight: WEIGHTS[level], cost: COST, level, count: counts[level] })),
		);
	}

	config(level: AttentionLevel): BackpressureConfig {
		const allocation = { at: 0, epoch: 0, budget: 0, reason: "", ...this.#controller.shares };
		const offeredMs = windowMs(allocation, { weight: WEIGHTS[level], cost: COST, level });
		return backpressureConfig({
			level,
			load: this.#load.label,
			memoryProtection: false,
			timestamp: 0,
			offeredMs,
			unaffordable: offeredMs === Number.POSITIVE_INFINITY,
		});
	}
}
