import { beforeEach, describe, expect, it } from "vitest";
import { DecisionLog } from "../decision-log.ts";
import type { InterestForecast } from "../wires.ts";
import { ForecastBook, MOST_FORECASTS } from "./forecast-book.ts";
import { LocalWeek } from "./local-week.ts";
import { type ModelledSensor, ModelledSensors } from "./modelled-sensors.ts";
import { Skill } from "./skill.ts";

const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const week = new LocalWeek("UTC");
const ACTING = { allowed: true, shadow: false };

let sensors: ModelledSensors;
let sent: InterestForecast[];
let warmed: string[];
let decisions: DecisionLog;
let book: ForecastBook;

beforeEach(() => {
	sensors = new ModelledSensors(week, new Skill());
	sent = [];
	warmed = [];
	decisions = new DecisionLog();
	book = new ForecastBook({
		decisions,
		send: (forecast) => sent.push(forecast),
		warm: ({ id }) => warmed.push(id),
		moment: (at) => week.name(at),
	});
});

/** A sensor that has been viewed every day from nine to ten, at 08:50 of the next Monday. */
function viewedAtNine(id = "a"): ModelledSensor {
	const { sensor } = sensors.open(id);
	for (let at = MONDAY; at <= MONDAY + 14 * DAY_MS + 8 * HOUR_MS + 50 * MINUTE_MS; at += 5 * MINUTE_MS)
		sensor.interest.forecaster.observe(at, Math.floor((at % DAY_MS) / HOUR_MS) === 9 ? 1 : 0);
	return sensor;
}

const now = MONDAY + 14 * DAY_MS + 8 * HOUR_MS + 50 * MINUTE_MS;

describe("ForecastBook", () => {
	it("tells nothing while it may not", () => {
		book.review(viewedAtNine(), now, { allowed: false, shadow: false });
		expect([sent, warmed, book.size]).toEqual([[], [], 0]);
	});

	it("tells nothing of a sensor that somebody views", () => {
		const sensor = viewedAtNine();
		sensor.interest.forecaster.observe(now, 0.6);
		book.review(sensor, now, ACTING);
		expect(sent).toEqual([]);
	});

	it("tells what is usual in ten minutes with its reason, prepares the seed, and repeats nothing", () => {
		const sensor = viewedAtNine();
		for (let i = 0; i < 5; i++) book.review(sensor, now + i * 1_000, ACTING);
		expect(sent).toHaveLength(1);
		expect(sent[0]).toMatchObject({ at: now, sensorId: "a" });
		expect(sent[0]!.expected).toBeGreaterThan(0.7);
		expect(warmed).toEqual(["a"]);
		expect(decisions.last("PredictiveLoadBalancer")[0]).toMatchObject({
			...{ subject: "a", factor: "expected interest", shadow: false },
			reason: expect.stringMatching(/^Usual interest \d+ % on Mon 09:00\.$/),
		});
	});

	it("tells a forecast that holds again every hour, without a decision or preparing anew", () => {
		const forecaster = { present: 0, expected: () => 0.5, usual: () => 0.5 };
		const sensor = { id: "steady", told: 0, interest: { forecaster } } as unknown as ModelledSensor;
		for (let minutes = 0; minutes <= 130; minutes++) book.review(sensor, now + minutes * MINUTE_MS, ACTING);
		expect(sent.map(({ at, expected }) => [(at - now) / MINUTE_MS, expected])).toEqual([
			[0, 0.5],
			[60, 0.5],
			[120, 0.5],
		]);
		expect([warmed, decisions.total("PredictiveLoadBalancer")]).toEqual([["steady"], 1]);
	});

	it("ends a forecast that may not be any more, that came true, or that came to nothing", () => {
		const sensor = viewedAtNine();
		book.review(sensor, now, ACTING);
		book.review(sensor, now, { allowed: false, shadow: false });
		book.review(sensor, now, ACTING);
		sensor.interest.forecaster.observe(now, 1);
		book.review(sensor, now, ACTING);
		expect(sent.map(({ expected }) => expected > 0)).toEqual([true, false, true, false]);
		expect(decisions.last("PredictiveLoadBalancer")[0]!.reason).toBe("Somebody views it now.");
		book.end(sensor, now, "There is none.");
		expect(sent).toHaveLength(4);
	});

	it("only decides in shadow mode, and sends no end of what was never sent", () => {
		const sensor = viewedAtNine();
		book.review(sensor, now, { allowed: true, shadow: true });
		book.endAll(now, "The mode was changed.");
		expect([sent, warmed]).toEqual([[], []]);
		expect(decisions.last("PredictiveLoadBalancer").map(({ shadow }) => shadow)).toEqual([true, true]);
	});

	it("has a limit of forecasts in force", () => {
		const state = viewedAtNine().interest.snapshot();
		for (let i = 0; i < MOST_FORECASTS + 20; i++) {
			sensors.restore(`s${i}`, state, now);
			book.review(sensors.get(`s${i}`)!, now, ACTING);
		}
		expect([book.size, sent.length]).toEqual([MOST_FORECASTS, MOST_FORECASTS]);
		book.endAll(now, "The budget is short.");
		expect(sent.filter(({ expected }) => expected === 0)).toHaveLength(MOST_FORECASTS);
	});
});
