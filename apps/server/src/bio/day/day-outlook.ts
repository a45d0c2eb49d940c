import { QUARTER_MS, WEEK_SLOTS } from "../prediction/local-week.ts";
import type { DayForecast } from "../wires.ts";
import type { DemandModel } from "./demand-model.ts";

/** Quarter hours learned before the outlook says anything: two days. */
const LEARNED_SLOTS = 2 * 96;

/** Part of the way from the week's least to its greatest demand from which it is peak. */
const PEAK_PART = 0.6;

/** Week whose demand varies by less than this part of its greatest has no peak. */
const FLAT_PART = 0.2;

/** How long before a change of phase it is announced, in ms. */
const APPROACH_MS = 2 * QUARTER_MS;

/** A rise: by how much a quarter hour must exceed the one before, as parts of that and of the week's greatest. */
const RISE = { ofBefore: 0.25, ofMost: 0.1 } as const;

/** Forecast headroom from which deferrable work begins, and down to which it goes on. */
const QUIET = { begins: 0.35, ends: 0.3 } as const;

/** Share of the forecast budget above which the set-point drops, and down to which it stays there. */
const TIGHT = { begins: 0.9, ends: 0.85 } as const;

/** Added to the set-point while demand is expected to come near the budget. */
const TIGHT_SHIFT = -0.05;

/** Where the day stands, without the time it was looked at. */
export type Outlook = Omit<DayForecast, "at">;

/** While nothing has been learned nothing waits, and nothing is held back. */
export const NEUTRAL: Outlook = { phase: "off-peak", headroom: 1, quiet: true, setPointShift: 0 };

/**
 * Where the day stands at `now` (ms), from the usual week of demand and budget and the outlook before.
 *
 * Headroom is 1 − D̂/B̂, with D̂ the greater of the demand now and the one expected in ten minutes. Nothing in the
 * outlook makes any stream slower by itself: it only says when work that can wait may run, and how careful to be.
 */
export function dayOutlook(demand: DemandModel, budget: DemandModel, now: number, before: Outlook): Outlook {
	if (demand.learned < LEARNED_SLOTS || budget.learned < LEARNED_SLOTS) return NEUTRAL;
	const allowed = budget.expected(now);
	const ahead = demand.expected(now);
	const used = allowed > 0 ? Math.max(demand.present, ahead) / allowed : 1;
	const headroom = Math.min(1, Math.max(0, 1 - used));
	const tight = ahead > (before.setPointShift < 0 ? TIGHT.ends : TIGHT.begins) * allowed;
	return {
		...seasons(demand, now),
		headroom,
		quiet: headroom > (before.quiet ? QUIET.ends : QUIET.begins),
		setPointShift: tight ? TIGHT_SHIFT : 0,
	};
}

function seasons(demand: DemandModel, now: number): Pick<Outlook, "phase" | "risesAt"> {
	let [least, most] = [Number.POSITIVE_INFINITY, 0];
	for (let slot = 0; slot < WEEK_SLOTS; slot++) {
		const usual = demand.usualIn(slot);
		least = Math.min(least, usual);
		most = Math.max(most, usual);
	}
	const peakFrom = least + PEAK_PART * (most - least);
	const peak = (at: number): boolean => most - least >= FLAT_PART * most && demand.usual(at) >= peakFrom;
	const [is, becomes] = [peak(now), peak(now + APPROACH_MS)];
	const phase =
		is === becomes ? (is ? "peak" : "off-peak") : is ? "approaching off-peak" : "approaching peak";
	for (let at = (Math.floor(now / QUARTER_MS) + 1) * QUARTER_MS; at <= now + APPROACH_MS; at += QUARTER_MS) {
		const before = demand.usual(at - 1);
		if (demand.usual(at) - before > Math.max(RISE.ofBefore * before, RISE.ofMost * most))
			return { phase, risesAt: at };
	}
	return { phase };
}
