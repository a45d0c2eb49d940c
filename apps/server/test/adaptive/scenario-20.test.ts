import { ATTENTION_LEVELS, type AttentionLevel } from "@sensocto/protocol";
import { SeededRng } from "@sensocto/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { allocate, type DemandClass } from "../../src/bio/budget/allocate.ts";
import { rateHz } from "../../src/bio/budget/allocate-stream.ts";
import { messageCost } from "../../src/bio/budget/budget-cost.ts";
import { PredictiveLoadBalancer } from "../../src/bio/predictive-load-balancer.ts";
import { BioRig } from "../../src/bio/testing/bio-rig.ts";
import { learnedWeek } from "../../src/bio/testing/learned-week.ts";
import { DAY_MINUTES, MINUTE_MS, TRAFFIC_KINDS, weekTraffic } from "../../src/bio/testing/week-traffic.ts";
import { AttentionTable } from "../../src/domain/attention/attention-table.ts";
import { ViewerInterest } from "../../src/domain/attention/viewer-interest.ts";
import { lease } from "../harness/attention-rig.ts";

const NAME = "PredictiveLoadBalancer";
const LEARNED_DAYS = 21;

/** Enough for everybody, and what is left between 09:20 and 10:00. */
const BUDGET = { plenty: 1e9, short: 4_000 };
const SHORT = { from: 9 * 60 + 20, until: 10 * 60 };

const BYTES = 300;

/** Minute by minute since Monday 00:00: the weeks before, and the day the scenario plays. */
type Courses = ReadonlyMap<string, Float64Array>;

/** A day on a node: attention as viewers make it, the budget shared each minute, the predictor in some mode. */
class Day {
	readonly rig = new BioRig();
	readonly attention = new AttentionTable();
	/** Rate in Hz and level of each sensor, minute by minute. */
	readonly rates: number[][] = [];
	readonly levels: string[][] = [];
	/** Sensors whose first view was prepared before it came, and forecasts told. */
	readonly warmed = new Set<string>();
	forecasts = 0;
	readonly #courses: Courses;
	readonly #viewers = new Map<string, ViewerInterest>();
	#balancer!: PredictiveLoadBalancer;

	constructor(courses: Courses) {
		this.#courses = courses;
		const { clock, wires } = this.rig;
		clock.stepWall(LEARNED_DAYS * DAY_MINUTES * MINUTE_MS);
		const past = Array.from(
			courses,
			([id, course]) => [id, course.slice(0, LEARNED_DAYS * DAY_MINUTES)] as const,
		);
		this.rig.states.kept.set(NAME, learnedWeek(new Map(past)));
		const interest = wires.interest.produce("AttentionTracker");
		this.attention.follow((change) => interest.send({ at: clock.now(), ...change }));
		wires.forecast.consume("AttentionTracker", ({ expected, sensorId }) => {
			this.forecasts++;
			this.attention.granted.predict(sensorId, expected, Number.MAX_SAFE_INTEGER);
		});
		for (const id of courses.keys()) this.#viewers.set(id, new ViewerInterest(this.attention, clock));
	}

	get status() {
		return this.#balancer.status;
	}

	async play(mode: "on" | "off"): Promise<void> {
		this.rig.modes.set(NAME, mode);
		await this.rig.start(() => {
			this.#balancer = new PredictiveLoadBalancer(this.rig, {
				timeZone: "UTC",
				warmer: { warm: (id) => this.warmed.add(id) },
				present: () => this.attention.demand(),
			});
			return this.#balancer;
		});
		for (let minute = 0; minute < DAY_MINUTES; minute++) {
			this.#look(minute);
			this.attention.wheel.advance(this.rig.clock.monotonic());
			this.#share(minute);
			// What follows from the shares is shared anew a second later.
			await this.rig.clock.advance(1_000);
			this.#share(minute);
			this.levels.push([...this.#courses.keys()].map((id) => this.attention.level(id)));
			this.rates.push(this.#classes().map((stream) => rateHz(this.rig.wires.allocation.latest, stream)));
			await this.rig.clock.advance(MINUTE_MS - 1_000);
		}
	}

	/** Viewers come, look closely, and go, as the courses say. */
	#look(minute: number): void {
		for (const [id, course] of this.#courses) {
			const x = course[LEARNED_DAYS * DAY_MINUTES + minute]!;
			const [view, focus] = [lease(id, "view"), lease(id, "focus")];
			const wanted = x === 0 ? [] : x < 1 ? [view] : [view, focus];
			this.#viewers.get(id)!.replace(wanted);
		}
	}

	#classes(): DemandClass[] {
		return Array.from(this.#courses.keys(), (id) => {
			const { level, pool, viewers, weight, without } = this.attention.demandOf(id);
			const cost = messageCost(BYTES, viewers);
			return { level, weight, cost, count: 1, ...(pool && { pool }), ...(without && { without }) };
		});
	}

	#share(minute: number): void {
		const { clock, wires } = this.rig;
		const budget = minute >= SHORT.from && minute < SHORT.until ? BUDGET.short : BUDGET.plenty;
		const shares = allocate(this.#classes(), budget);
		const allocation = wires.allocation.produce("ResourceArbiter");
		allocation.send({ at: clock.now(), epoch: minute, budget, reason: "", ...shares });
		allocation.end();
	}
}

/** So many sensors of each kind of week. */
function traffic(count: number, seed: number): Courses {
	const rng = new SeededRng(seed);
	const days = LEARNED_DAYS + 1;
	return new Map(
		Array.from({ length: count }, (_, i) => [`s${i}`, weekTraffic(TRAFFIC_KINDS[i % 4]!, days, rng)]),
	);
}

/** Sensors each looked at for half of every day, from a moment that nothing tells: "as now" is nearly always right. */
function unpredictable(count: number, seed: number): Courses {
	const rng = new SeededRng(seed);
	return new Map(
		Array.from({ length: count }, (_, i) => {
			const course = new Float64Array((LEARNED_DAYS + 1) * DAY_MINUTES);
			for (let day = 0; day <= LEARNED_DAYS; day++) {
				const from = day * DAY_MINUTES + rng.int(0, DAY_MINUTES / 2 - 1);
				course.fill(1, from, from + DAY_MINUTES / 2);
			}
			return [`s${i}`, course];
		}),
	);
}

describe("scenario 20: a day of traffic, predictor on and off", () => {
	const days: Day[] = [];

	afterEach(async () => {
		for (const day of days.splice(0)) await day.rig.stop();
	});

	async function play(mode: "on" | "off", courses: Courses): Promise<Day> {
		const day = new Day(courses);
		days.push(day);
		await day.play(mode);
		return day;
	}

	const rank = (level: string): number => ATTENTION_LEVELS.indexOf(level as AttentionLevel);

	/** Every minute of every sensor: never a lower rate, never a lower level. */
	function expectNobodySlower(on: Day, off: Day): void {
		const lower = on.levels.flatMap((levels, minute) =>
			levels.filter((level, sensor) => rank(level) < rank(off.levels[minute]![sensor]!)),
		);
		expect(lower).toEqual([]);
		const slower = on.rates.flatMap((rates, minute) =>
			rates.flatMap((rate, sensor) =>
				rate < off.rates[minute]![sensor]! * (1 - 1e-9) ? [[minute, sensor, rate]] : [],
			),
		);
		expect(slower).toEqual([]);
	}

	it("scenario 20: with habits to learn the skill is above 0, forecasts are made, and no sensor is slower", async () => {
		const courses = traffic(24, 20);
		const [on, off] = [await play("on", courses), await play("off", courses)];
		expect(on.status.skill).toBeGreaterThan(0);
		expect(on.forecasts).toBeGreaterThan(24);
		expect(on.warmed.size).toBeGreaterThan(5);
		expect([off.forecasts, off.warmed.size]).toEqual([0, 0]);
		// The day did have its shortage: somebody got less than the full rate of the level.
		expect(off.rates[SHORT.from + 5]!.some((rate) => ![10, 5, 0.5, 0.2].includes(rate))).toBe(true);
		expectNobodySlower(on, off);
	});

	it("scenario 20: without habits that help it reports itself off, and makes no forecast", async () => {
		const courses = unpredictable(12, 21);
		const [on, off] = [await play("on", courses), await play("off", courses)];
		expect(on.status.skill).toBeLessThanOrEqual(0);
		expect(on.status.gate).toMatchObject({ state: "no better", reason: expect.stringMatching(/^Off: /) });
		expect(on.rig.decisions.last(NAME).find(({ factor }) => factor === "skill")!.value).toBeLessThanOrEqual(
			0,
		);
		expect(on.forecasts).toBe(0);
		expectNobodySlower(on, off);
	});
});
