import { JudgedForecaster } from "./judged-forecaster.ts";
import type { LocalWeek } from "./local-week.ts";
import type { Skill } from "./skill.ts";

/** Sensors whose interest is modelled; above it the one that nobody has viewed for the longest goes. */
export const MODELLED_SENSORS = 2_000;

/** Weeks learned before a model that expects nothing in any of them is let go. */
const BLANK_WEEKS = 4;

/** One sensor under the predictor's eyes. */
export interface ModelledSensor {
	readonly id: string;
	readonly interest: JudgedForecaster;
	/** The forecast in force, 0..1; 0 is none. */
	told: number;
	/** Last time somebody viewed it, in ms. */
	viewedAt: number;
	/** Last time its seed was prepared, in ms. */
	warmedAt: number;
	/** Whether a state of it has been given out to be stored. */
	stored: boolean;
}

/**
 * The sensors whose interest is modelled, and whose turn it is.
 *
 * Invariants:
 * 1. At most {@link MODELLED_SENSORS}; one that is viewed goes only when all are.
 * 2. One whose model expects nothing any more, since nobody has viewed it for long, goes with the next snapshots.
 * 3. `turn` comes to each sensor once before it comes to any again, as long as none is added or goes.
 */
export class ModelledSensors {
	readonly #week: LocalWeek;
	readonly #skill: Skill;
	readonly #byId = new Map<string, ModelledSensor>();
	readonly #order: ModelledSensor[] = [];
	/** Ids whose models went after they had been stored: at most as many as there may be models. */
	readonly #gone = new Set<string>();
	#next = 0;

	constructor(week: LocalWeek, skill: Skill) {
		this.#week = week;
		this.#skill = skill;
	}

	get size(): number {
		return this.#order.length;
	}

	/** All of them, in no particular order. */
	all(): readonly ModelledSensor[] {
		return this.#order;
	}

	get(id: string): ModelledSensor | undefined {
		return this.#byId.get(id);
	}

	/** The model of a sensor, a new one when there is none. @returns it, and the one that had to go for it */
	open(id: string): { sensor: ModelledSensor; evicted?: ModelledSensor } {
		const known = this.#byId.get(id);
		if (known !== undefined) return { sensor: known };
		const evicted = this.#order.length >= MODELLED_SENSORS ? this.#evict() : undefined;
		const sensor: ModelledSensor = {
			id,
			interest: new JudgedForecaster(this.#week, this.#skill),
			told: 0,
			viewedAt: Number.NEGATIVE_INFINITY,
			warmedAt: Number.NEGATIVE_INFINITY,
			stored: this.#gone.delete(id),
		};
		this.#byId.set(id, sensor);
		this.#order.push(sensor);
		return evicted === undefined ? { sensor } : { sensor, evicted };
	}

	/** Takes over what was learned about a sensor; while there is room, since what is known already is newer. */
	restore(id: string, state: string, now: number): void {
		if (!this.#byId.has(id) && this.#order.length >= MODELLED_SENSORS) return;
		const { sensor } = this.open(id);
		sensor.stored = true;
		sensor.interest.restore(state, now);
	}

	/** The next of the sensors, at most `count`. */
	turn(count: number): ModelledSensor[] {
		const taken: ModelledSensor[] = [];
		while (taken.length < Math.min(count, this.#order.length)) {
			if (this.#next >= this.#order.length) this.#next = 0;
			taken.push(this.#order[this.#next++]!);
		}
		return taken;
	}

	/** Every sensor's state; an empty one for those that went since the last time. */
	*snapshots(): Iterable<[id: string, state: string]> {
		for (const sensor of [...this.#order]) {
			if (isSpent(sensor)) {
				this.#take(this.#order.indexOf(sensor));
				continue;
			}
			sensor.stored = true;
			yield [sensor.id, sensor.interest.snapshot()];
		}
		for (const id of this.#gone) yield [id, ""];
		this.#gone.clear();
	}

	#evict(): ModelledSensor {
		let last = 0;
		for (let i = 1; i < this.#order.length; i++)
			if (rank(this.#order[i]!) < rank(this.#order[last]!)) last = i;
		return this.#take(last);
	}

	#take(index: number): ModelledSensor {
		const taken = this.#order[index]!;
		this.#order[index] = this.#order[this.#order.length - 1]!;
		this.#order.pop();
		this.#byId.delete(taken.id);
		if (taken.stored) this.#gone.add(taken.id);
		return taken;
	}
}

function isSpent({ interest: { forecaster }, told }: ModelledSensor): boolean {
	return told === 0 && forecaster.present === 0 && forecaster.isBlank(BLANK_WEEKS);
}

function rank({ interest, viewedAt }: ModelledSensor): number {
	return interest.forecaster.present > 0 ? Number.POSITIVE_INFINITY : viewedAt;
}
