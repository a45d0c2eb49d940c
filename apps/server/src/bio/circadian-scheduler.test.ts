import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rateHz } from "./budget/allocate-stream.ts";
import { CircadianScheduler } from "./circadian-scheduler.ts";
import { DemandModel } from "./day/demand-model.ts";
import { LocalWeek } from "./prediction/local-week.ts";
import { BioRig } from "./testing/bio-rig.ts";
import { DAY_MINUTES, MINUTE_MS, MONDAY } from "./testing/week-traffic.ts";
import type { DayForecast } from "./wires.ts";

const NAME = "CircadianScheduler";
const HOUR_MS = 3_600_000;
const DAYS = 14;
const BUDGET = 1_000;

let rig: BioRig;
let scheduler: CircadianScheduler;
let days: DayForecast[];

beforeEach(() => {
	rig = new BioRig();
	rig.clock.stepWall(DAYS * DAY_MINUTES * MINUTE_MS);
	days = [];
	rig.wires.day.consume("test", (day) => days.push(day));
});
afterEach(() => rig.stop());

/** Demand by the hour: 950 from nine to eleven, 100 else. */
const usual = (at: number): number => {
	const hour = new Date(at).getUTCHours();
	return hour === 9 || hour === 10 ? 950 : 100;
};

function learn(of: (at: number) => number = usual, learnedDays = DAYS): void {
	const week = new LocalWeek("UTC");
	const models = { demand: new DemandModel(week), budget: new DemandModel(week) };
	const end = MONDAY + DAYS * DAY_MINUTES * MINUTE_MS;
	for (let at = end - learnedDays * 24 * HOUR_MS; at <= end; at += 5 * MINUTE_MS) {
		models.demand.observe(at, of(at));
		models.budget.observe(at, BUDGET);
	}
	rig.states.kept.set(
		NAME,
		new Map(Object.entries(models).map(([subject, model]) => [subject, model.snapshot()])),
	);
}

function demand(demanded: number): void {
	const wire = rig.wires.allocation.produce("ResourceArbiter");
	wire.send({
		...{ at: rig.clock.now(), epoch: 1, lambda: Number.POSITIVE_INFINITY, pauseBelow: 0, contended: false },
		...{ demanded, granted: demanded, budget: BUDGET, reason: "" },
	});
	wire.end();
}

async function start(): Promise<void> {
	const budget = rig.wires.budget.produce("ResourceArbiter");
	budget.send({ at: rig.clock.now(), unitsPerSecond: BUDGET, capacity: 2_000 });
	budget.end();
	demand(100);
	await rig.start(() => {
		scheduler = new CircadianScheduler(rig, { timeZone: "UTC" });
		return scheduler;
	});
}

/** Lets that Monday pass until a time, by default with the demand that is usual. */
async function until(hour: number, minute = 0, of = usual): Promise<void> {
	const end = MONDAY + DAYS * DAY_MINUTES * MINUTE_MS + hour * HOUR_MS + minute * MINUTE_MS;
	while (rig.clock.now() < end) {
		await rig.clock.advance(Math.min(end - rig.clock.now(), MINUTE_MS));
		demand(of(rig.clock.now()));
	}
}

/** Phase, quiet and shift as told last. */
const told = () => {
	const { phase, quiet, setPointShift } = days.at(-1)!;
	return [phase, quiet, setPointShift];
};

describe("CircadianScheduler", () => {
	it("calls everything quiet until it has learned two days, and when what it learned cannot be loaded", async () => {
		rig.states.failure = new Error("the database is away");
		await start();
		await until(10);
		expect(days.every(({ quiet, setPointShift }) => quiet && setPointShift === 0)).toBe(true);
		expect(rig.decisions.last(NAME).map(({ reason }) => reason)).toContainEqual(
			expect.stringContaining("the database is away"),
		);
		await rig.stop();
		rig.states.failure = undefined;
		learn(usual, 1);
		await start();
		await until(10, 30);
		expect(told()).toEqual(["off-peak", true, 0]);
	});

	it("leaves out a state that cannot be read", async () => {
		learn();
		rig.states.kept.get(NAME)!.set("demand", "nonsense").set("moon", "full");
		await start();
		await until(1);
		expect(told()).toEqual(["off-peak", true, 0]);
		expect(rig.crashes).toEqual([]);
	});

	it("names the phases of the day, and tells when demand will rise", async () => {
		learn();
		await start();
		const phases: string[] = [];
		rig.wires.day.consume("phases", ({ at, phase }) => {
			const time = new Date(at).toISOString().slice(11, 16);
			if (phases.at(-1)?.slice(6) !== phase) phases.push(`${time} ${phase}`);
		});
		await until(8, 40);
		expect(days.at(-1)!.risesAt).toBe(rig.clock.now() + 20 * MINUTE_MS);
		await until(12);
		expect(phases.slice(1)).toEqual([
			"08:30 approaching peak",
			"09:00 peak",
			"10:30 approaching off-peak",
			"11:00 off-peak",
		]);
		expect(days.at(-1)!.risesAt).toBeUndefined();
	});

	it("lets work that can wait run with more than 30 % of the budget to spare, and says when it does not", async () => {
		learn();
		await start();
		await until(8, 45);
		expect(told()).toEqual(["approaching peak", true, 0]);
		await until(8, 55);
		expect(told().slice(1)).toEqual([false, -0.05]);
		await until(10);
		expect(told()).toEqual(["peak", false, -0.05]);
		expect(days.at(-1)!.headroom).toBeLessThan(0.3);
		await until(11, 2);
		expect(told()).toEqual(["off-peak", true, 0]);
		for (const { headroom, quiet } of days) if (quiet) expect(headroom).toBeGreaterThan(0.3);
		expect(rig.decisions.last(NAME).map(({ factor, value }) => [factor, value])).toEqual(
			expect.arrayContaining([
				["deferrable work", 0],
				["deferrable work", 1],
				["set-point shift", -0.05],
				["set-point shift", 0],
			]),
		);
	});

	it("makes it wait as well when demand is high against all expectation", async () => {
		learn();
		await start();
		await until(3);
		demand(660);
		await rig.clock.advance(MINUTE_MS);
		expect(days.at(-1)!.quiet).toBe(true);
		demand(740);
		await rig.clock.advance(MINUTE_MS);
		expect(days.at(-1)!.quiet).toBe(false);
	});

	it("knows no peak where demand is always about the same", async () => {
		const steady = (at: number): number => 500 + 40 * Math.sin(at / HOUR_MS);
		learn(steady);
		await start();
		await until(12, 0, steady);
		expect(new Set(days.map(({ phase }) => phase))).toEqual(new Set(["off-peak"]));
	});

	it("stretches no window because of the clock: at any hour a stream gets its full rate while the budget allows", async () => {
		learn();
		await start();
		const rates = new Set<number>();
		for (let hour = 1; hour <= 23; hour++) {
			await until(hour);
			rates.add(rateHz(rig.wires.allocation.latest, { weight: 10, cost: 100, level: "medium" }));
			expect([0, -0.05]).toContain(days.at(-1)!.setPointShift);
		}
		expect(rates).toEqual(new Set([5]));
	});

	it("only notes what it would say in shadow mode, and when it is off nothing", async () => {
		learn();
		rig.modes.set(NAME, "shadow");
		await start();
		await until(10);
		expect(told()).toEqual(["off-peak", true, 0]);
		expect(scheduler.outlook.phase).toBe("peak");
		expect(rig.decisions.last(NAME)[0]!.shadow).toBe(true);
		rig.modes.set(NAME, "on");
		expect(told()).toEqual(["peak", false, -0.05]);
		rig.modes.set(NAME, "off");
		expect(told()).toEqual(["off-peak", true, 0]);
		expect(scheduler.outlook.quiet).toBe(true);
	});

	it("leaves the day as neutral when it ends, and keeps what it learned", async () => {
		learn();
		await start();
		await until(10);
		await rig.stop();
		expect(told()).toEqual(["off-peak", true, 0]);
		await start();
		await until(10, 5);
		expect(told()).toEqual(["peak", false, -0.05]);
	});
});
