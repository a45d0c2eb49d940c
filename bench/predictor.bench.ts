import { DecisionLog } from "../apps/server/src/bio/decision-log.ts";
import { ForecastBook } from "../apps/server/src/bio/prediction/forecast-book.ts";
import { JudgedForecaster } from "../apps/server/src/bio/prediction/judged-forecaster.ts";
import { LocalWeek } from "../apps/server/src/bio/prediction/local-week.ts";
import { ModelledSensors } from "../apps/server/src/bio/prediction/modelled-sensors.ts";
import { Skill } from "../apps/server/src/bio/prediction/skill.ts";
import {
	DAY_MINUTES,
	MINUTE_MS,
	MONDAY,
	TRAFFIC_KINDS,
	weekTraffic,
} from "../apps/server/src/bio/testing/week-traffic.ts";
import { SeededRng } from "../packages/testkit/src/seeded-rng.ts";
import type { BenchContext, Figure, Result } from "./benchmark.ts";
import { hourlyMeanOfEvents } from "./hourly-mean-of-events.ts";
import { median, significant } from "./statistics.ts";

export const name = "predictor";
export const description =
	"Interest in 40 sensors (clinic weekdays, evenings, Saturday event, no pattern) over 28 days, forecast 10 min ahead on days 15 to 28; the models are stored and restored on day 20";
export const target = "mean squared error ≤ .060";

const TARGET_MSE = 0.06;
const SENSORS = 40;
const DAYS = 28;
const HORIZON_MINUTES = 10;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Forecasts are judged from here on, every five minutes. */
const JUDGED_FROM = 14 * DAY_MINUTES;
const JUDGED_EVERY = 5;

/** When everything is stored and restored from the text. */
const RESTORED_AT = 20 * DAY_MINUTES;

const FIRST_SEED = 11;

type Rule = "hourly mean of events" | "last week" | "persistence" | "ours";

interface Week {
	readonly mse: Record<Rule, number>;
	readonly byKind: number[];
	readonly skill: number;
	readonly snapshotBytes: number;
}

function measure(seed: number): Week {
	const rng = new SeededRng(seed);
	const skill = new Skill();
	const errors: Record<Rule, number> = {
		"hourly mean of events": 0,
		"last week": 0,
		persistence: 0,
		ours: 0,
	};
	const byKind = TRAFFIC_KINDS.map(() => 0);
	let judged = 0;
	let snapshotBytes = 0;
	for (let sensor = 0; sensor < SENSORS; sensor++) {
		const kind = sensor % TRAFFIC_KINDS.length;
		const x = weekTraffic(TRAFFIC_KINDS[kind]!, DAYS, rng);
		const hourly = hourlyMeanOfEvents(x);
		const week = new LocalWeek("UTC");
		let ours = new JudgedForecaster(week, skill);
		for (let minute = 0; minute < x.length - HORIZON_MINUTES; minute++) {
			const at = MONDAY + minute * MINUTE_MS;
			if (minute === RESTORED_AT) {
				const text = ours.snapshot();
				snapshotBytes = text.length;
				ours = new JudgedForecaster(week, skill);
				ours.restore(text, at);
			}
			ours.forecaster.observe(at, x[minute]!);
			if (minute < JUDGED_FROM || minute % JUDGED_EVERY > 0) continue;
			const actual = x[minute + HORIZON_MINUTES]!;
			const error = (forecast: number): number => (forecast - actual) ** 2;
			const own = error(ours.forecaster.expected(at));
			errors.ours += own;
			byKind[kind]! += own;
			errors.persistence += error(x[minute]!);
			errors["last week"] += error(x[minute + HORIZON_MINUTES - WEEK_MINUTES]!);
			errors["hourly mean of events"] += error(hourly(minute, minute + HORIZON_MINUTES));
			judged++;
		}
	}
	for (const rule of Object.keys(errors) as Rule[]) errors[rule] /= judged;
	const end = MONDAY + DAYS * DAY_MINUTES * MINUTE_MS - 1;
	return {
		mse: errors,
		byKind: byKind.map((sum) => sum / (judged / TRAFFIC_KINDS.length)),
		skill: skill.reading(end).skill ?? Number.NaN,
		snapshotBytes,
	};
}

/** Time for one sensor's minute as the worker does it: follow the interest, look, tell. In µs. */
function microsecondsPerMinute(): number {
	const skill = new Skill();
	const week = new LocalWeek("Europe/Berlin");
	const sensors = new ModelledSensors(week, skill);
	const book = new ForecastBook({
		decisions: new DecisionLog(),
		send: () => {},
		warm: () => {},
		moment: (at) => week.name(at),
	});
	const rng = new SeededRng(FIRST_SEED);
	const count = 1_000;
	const traffic = TRAFFIC_KINDS.map((kind) => weekTraffic(kind, 2, rng));
	for (let i = 0; i < count; i++) sensors.open(String(i));
	const started = performance.now();
	for (let minute = 0; minute < 2 * DAY_MINUTES; minute++) {
		const now = MONDAY + minute * MINUTE_MS;
		sensors.turn(count).forEach((sensor, i) => {
			sensor.interest.forecaster.observe(now, traffic[i % traffic.length]![minute]!);
			book.review(sensor, now, { allowed: true, shadow: false });
		});
	}
	return ((performance.now() - started) * 1_000) / (2 * DAY_MINUTES * count);
}

export async function run(context: BenchContext): Promise<Result> {
	const weeks = Array.from({ length: context.repeats }, (_, turn) => measure(FIRST_SEED + turn));
	const mse = (rule: Rule): number => median(weeks.map((week) => week.mse[rule]));
	microsecondsPerMinute();
	const cost = median(Array.from({ length: context.repeats }, () => microsecondsPerMinute()));
	const plain = (value: number): Figure => ({ value: significant(value), unit: "" });
	const rules: Rule[] = ["hourly mean of events", "last week", "persistence", "ours"];
	return {
		figures: {
			...Object.fromEntries(rules.map((rule) => [`MSE ${rule}`, plain(mse(rule))])),
			...Object.fromEntries(
				TRAFFIC_KINDS.map((kind, i) => [
					`MSE ours, ${kind}`,
					plain(median(weeks.map((week) => week.byKind[i]!))),
				]),
			),
			"skill of the last 7 days": plain(median(weeks.map((week) => week.skill))),
			cost: { value: significant(cost, 3), unit: "µs per sensor and minute" },
			"CPU at 1 000 sensors": { value: significant(((cost * 1_000) / 6e7) * 100, 2), unit: "%" },
			stored: { value: weeks[0]!.snapshotBytes, unit: "bytes per sensor" },
		},
		met: mse("ours") <= TARGET_MSE,
		acceptable: mse("ours") <= Math.min(TARGET_MSE / 0.6, mse("persistence")),
		notes: ["The traffic is synthetic: one seed a repeat; the figures are medians over the seeds."],
	};
}
