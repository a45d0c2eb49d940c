import type { InterestChange } from "../wires.ts";
import { FORECASTER_BYTES, HORIZON_MS, InterestForecaster } from "./interest-forecaster.ts";
import { HISTORY_BYTES, INTEREST, InterestHistory } from "./interest-history.ts";
import { type LocalWeek, QUARTER_MS } from "./local-week.ts";
import type { Skill } from "./skill.ts";

/** When in a quarter hour forecasts are judged, in ms: in the middle, so that no rule gains by the bins' edges. */
const JUDGED_AT_MS = QUARTER_MS - HORIZON_MS;

/** First byte of a snapshot. */
const VERSION = 1;

/** What the attention to a sensor counts as, 0..1: only what people do, neither novelty nor forecasts. */
export function interestOf({ level, viewers }: Pick<InterestChange, "level" | "viewers">): number {
	if (viewers === 0) return 0;
	return level === "high" ? INTEREST.close : INTEREST.view;
}

/** Forecasts the interest in one sensor, and has each forecast judged when its moment has come. */
export class JudgedForecaster {
	readonly forecaster: InterestForecaster;
	#history = new InterestHistory();

	/** @param skill judges the forecasts of this and all other sensors */
	constructor(week: LocalWeek, skill: Skill) {
		this.forecaster = new InterestForecaster(week, (at, x, before, forecast) => {
			if (at % QUARTER_MS !== JUDGED_AT_MS) return;
			const lastWeek = this.#history.replace(week.slot(at), x);
			if (Number.isNaN(forecast)) return;
			skill.add({ at, actual: x, forecast, persistence: before, lastWeek });
		});
	}

	/** What {@link restore} takes: base64, 1.2 kB. */
	snapshot(): string {
		const bytes = Buffer.alloc(1 + FORECASTER_BYTES + HISTORY_BYTES);
		bytes[0] = VERSION;
		bytes.set(this.forecaster.encode(), 1);
		bytes.set(this.#history.bits, 1 + FORECASTER_BYTES);
		return bytes.toString("base64");
	}

	/** Takes over a snapshot, with the interest as it is now. @throws RangeError when it is none. */
	restore(text: string, now: number): void {
		const bytes = Buffer.from(text, "base64");
		const expected = 1 + FORECASTER_BYTES + HISTORY_BYTES;
		if (bytes.length !== expected || bytes[0] !== VERSION)
			throw new RangeError(`expected ${expected} bytes of version ${VERSION}, got ${bytes.length}`);
		const present = this.forecaster.present;
		this.#history = new InterestHistory(new Uint8Array(bytes.subarray(1 + FORECASTER_BYTES)));
		this.forecaster.decode(new Uint8Array(bytes.subarray(1, 1 + FORECASTER_BYTES)));
		this.forecaster.observe(now, present);
	}
}
