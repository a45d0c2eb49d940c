import { JudgedForecaster } from "../prediction/judged-forecaster.ts";
import { LocalWeek } from "../prediction/local-week.ts";
import { Skill } from "../prediction/skill.ts";
import { MINUTE_MS, MONDAY } from "./week-traffic.ts";

/** What the predictor has learned from courses of interest by the minute since Monday 00:00, as it keeps it. */
export function learnedWeek(courses: ReadonlyMap<string, Float64Array>): Map<string, string> {
	const skill = new Skill();
	const week = new LocalWeek("UTC");
	const kept = new Map<string, string>();
	for (const [sensorId, course] of courses) {
		const interest = new JudgedForecaster(week, skill);
		course.forEach((x, minute) => {
			interest.forecaster.observe(MONDAY + minute * MINUTE_MS, x);
		});
		interest.forecaster.observe(MONDAY + course.length * MINUTE_MS, 0);
		kept.set(sensorId, interest.snapshot());
	}
	return kept.set("", skill.snapshot());
}
