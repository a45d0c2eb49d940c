import type { SeededRng } from "../../../packages/testkit/src/index.ts";
import { type Gaze, type GazeChange, NOTHING, type TraceHead } from "./trace.ts";

const COLUMNS = 4;
const ROWS: readonly [least: number, most: number] = [3, 6];

/** Tiles rest in sight this long before the page counts them, in ms. */
const REST_MS = 300;

/** What a person does next, and how often of a hundred times. */
const HABITS = [
	["scroll", 38],
	["hover", 38],
	["click", 12],
	["open", 7],
	["hide", 5],
] as const;

type Habit = (typeof HABITS)[number][0];

/** Share of people who keep one sensor pinned. */
const PINNING = 0.15;
/** Share of those who come in at the top of the list; others have searched for something. */
const FROM_THE_TOP = 0.5;

/**
 * A model of people at the lobby: they look at a screenful of tiles, scroll every some seconds, point at a tile, click
 * one, look at a sensor's own page, and now and then turn to another tab.
 */
export function watchPeople({ durationMs, sensors, viewers }: TraceHead, rng: SeededRng): GazeChange[] {
	const changes: GazeChange[] = [];
	for (let viewer = 0; viewer < viewers; viewer++) {
		const person = new Person(sensors, rng, (t, change) => {
			if (t < durationMs) changes.push({ t: Math.round(t), viewer, ...change });
		});
		person.live(durationMs);
	}
	return changes.sort((a, b) => a.t - b.t || a.viewer - b.viewer);
}

class Person {
	readonly #rng: SeededRng;
	readonly #tell: (t: number, change: Partial<Gaze>) => void;
	readonly #count: number;
	readonly #rows: number;
	#top: number;
	#now: number;
	#gaze: Gaze = { ...NOTHING };

	constructor(sensors: number, rng: SeededRng, tell: (t: number, change: Partial<Gaze>) => void) {
		this.#rng = rng;
		this.#tell = tell;
		this.#count = COLUMNS * rng.int(...ROWS);
		this.#rows = Math.floor((sensors - this.#count) / COLUMNS);
		this.#top = rng.next() < FROM_THE_TOP ? rng.int(0, 2) : rng.int(0, this.#rows);
		this.#now = rng.next() * 1_000;
	}

	live(untilMs: number): void {
		this.#change({ tiles: this.#tiles(), ...(this.#rng.next() < PINNING && { pin: this.#anyTile() }) });
		while (this.#now < untilMs) {
			this.#pass(1_000, 4_000);
			this.#do(this.#habit());
		}
	}

	#do(habit: Habit): void {
		switch (habit) {
			case "scroll":
				return this.#scroll();
			case "hover":
				this.#change({ hover: this.#anyTile() });
				this.#pass(800, 4_000);
				return this.#change({ hover: null });
			case "click": {
				const tile = this.#anyTile();
				this.#change({ hover: tile });
				this.#pass(200, 600);
				this.#change({ focus: tile });
				this.#pass(3_000, 10_000);
				return this.#change({ hover: null });
			}
			case "open":
				this.#change({ page: this.#anyTile(), tiles: null, hover: null, focus: null });
				this.#pass(8_000, 25_000);
				return this.#change({ page: null, tiles: this.#tiles() });
			case "hide":
				this.#change({ hidden: true, hover: null });
				this.#pass(10_000, 40_000);
				return this.#change({ hidden: false });
		}
	}

	/** Mostly a few rows on, sometimes back, seldom to another place by a search. */
	#scroll(): void {
		const chance = this.#rng.next();
		const step = this.#rng.int(1, this.#count / COLUMNS);
		if (chance < 0.1) this.#top = this.#rng.int(0, this.#rows);
		else this.#top += chance < 0.7 ? step : -step;
		this.#top = Math.min(this.#rows, Math.max(0, this.#top));
		this.#now += REST_MS;
		this.#change({ tiles: this.#tiles(), hover: null, focus: null });
	}

	#habit(): Habit {
		let left = this.#rng.next() * 100;
		for (const [habit, share] of HABITS) {
			left -= share;
			if (left < 0) return habit;
		}
		return "scroll";
	}

	#tiles(): readonly [number, number] {
		return [this.#top * COLUMNS, this.#count];
	}

	#anyTile(): number {
		return this.#top * COLUMNS + this.#rng.int(0, this.#count - 1);
	}

	#pass(leastMs: number, mostMs: number): void {
		this.#now += leastMs + this.#rng.next() * (mostMs - leastMs);
	}

	/** Tells only what is different. */
	#change(wanted: Partial<Gaze>): void {
		const entries = Object.entries(wanted) as [keyof Gaze, never][];
		const change = Object.fromEntries(
			entries.filter(([key, value]) => JSON.stringify(this.#gaze[key]) !== JSON.stringify(value)),
		) as Partial<Gaze>;
		this.#gaze = { ...this.#gaze, ...change };
		if (Object.keys(change).length > 0) this.#tell(this.#now, change);
	}
}
