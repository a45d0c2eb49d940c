import type { SynchronyKind, SynchronyMember, SynchronyPair, SynchronyUpdate } from "@sensocto/protocol";
import { numberText } from "../../tiles/value-text.ts";

/** From this index on a group that is more than chance is in sync as a whole; below it, in parts. */
const WHOLE = 0.5;

/** A group is in sync once p has been no greater than this for some seconds. */
const SURE = 0.05;

/** Lags up to this are called no lag, in ms: phases are not read more exactly. */
const LEAST_LAG_MS = 250;

/** Phase locking from which two may be said to be half a cycle apart, and not merely to have no clear lead. */
const LOCKED = 0.7;

/** How a verdict looks: a sign and a colour token that do not depend on each other. */
export interface VerdictWords {
	sign: string;
	token: string;
	text: string;
}

/** What is said of a group at the moment, short enough for a badge. */
export function verdictWords(update: SynchronyUpdate): VerdictWords {
	const { index, members, p_value, ready_in_s, verdict } = update;
	if (verdict === "too few") {
		const text = members.length < 2 ? "it takes two" : "too few can be heard at present";
		return { sign: "◌", token: "--text-1", text };
	}
	if (index === null || p_value === null) {
		const wait = ready_in_s > 0 ? `, ${Math.ceil(ready_in_s)} s to go` : "";
		const what = index === null ? "listening" : "too early to tell from chance";
		return { sign: "◌", token: "--text-1", text: `${what}${wait}` };
	}
	const p = `p = ${numberText(p_value, p_value < 0.01 ? 3 : 2)}`;
	if (verdict === "in sync")
		return { sign: "●", token: "--ok", text: `${index >= WHOLE ? "in sync" : "partly in sync"}, ${p}` };
	if (p_value <= SURE) return { sign: "◌", token: "--text-1", text: `being confirmed, ${p}` };
	if (update.too_even) return { sign: "○", token: "--text-1", text: `${evenWords(update)}, ${p}` };
	return { sign: "○", token: "--text-1", text: `not distinguishable from chance, ${p}` };
}

/** Why people who seem to keep step are not said to: strangers with such rhythms would seem so as well. */
function evenWords({ kind, members }: SynchronyUpdate): string {
	const who = members.filter(({ accepted }) => accepted).length === 2 ? "both" : "all";
	const what = kind === "respiration" ? "breathe so evenly" : "hearts swing so evenly";
	return `${who} ${what} that chance explains it`;
}

/** How many people the index speaks about, and over what time: "4 people · 30 s window". */
export function scopeWords({ members, window_s }: SynchronyUpdate): string {
	const counted = members.filter(({ accepted }) => accepted).length;
	return `${counted} ${counted === 1 ? "person" : "people"} · ${window_s} s window`;
}

/** What the figure means, in one sentence. */
export const MEANING: Record<SynchronyKind, string> = {
	respiration: "1 means that everybody breathes in step, 0 is what strangers have on average.",
	"heart rate":
		"1 means that all hearts speed up and slow down in step, 0 is what strangers have on average.",
};

/** Names of the top and the bottom of the circle. */
export const ENDS: Record<SynchronyKind, readonly [top: string, bottom: string]> = {
	respiration: ["breathed in", "breathed out"],
	"heart rate": ["fastest", "slowest"],
};

/** Why a member is left out at the moment, or its rate: "15.2 /min". */
export function memberWords({ accepted, rate_hz, reason }: SynchronyMember): string {
	if (!accepted || rate_hz === null) return REASONS[reason ?? "too short"];
	return `${numberText(rate_hz * 60, 1)} /min`;
}

const REASONS: Record<NonNullable<SynchronyMember["reason"]>, string> = {
	"too short": "listening, 30 s are needed",
	gap: "samples are missing",
	"not rhythmic": "no clear rhythm",
	silent: "no news",
};

/** What the columns of the table of members mean. */
export const COLUMNS: Record<SynchronyKind, string> = {
	respiration:
		"Phase: place in the breath, 0° is breathed in, 180° breathed out. Band power: share of the signal that is rhythm of .08 to .6 Hz; with less than half of it a person is left out.",
	"heart rate":
		"Phase: place in the swing of the heart rate, 0° is fastest, 180° slowest. Band power: share of those swings that are rhythm of .08 to .6 Hz; with less than half of it a person is left out. LF and HF: strength of the slow (.04 to .15 Hz) and of the fast (.15 to .4 Hz) swings of the beat-to-beat time.",
};

/** How pairs were chosen and what their figure means, of people who are counted. */
export function pairsNote(shown: number, people: number): string {
	const all = (people * (people - 1)) / 2;
	const best = shown < all ? `The ${shown} most locked of ${all} pairs. ` : "";
	return `${best}The figure says how constant the lag is, 0 to 1; strangers have about 0.3 on average, and 0.7 now and then.`;
}

/** Who of a pair is ahead, and by how much. */
export function pairWords(
	{ lag_ms, leader, plv }: SynchronyPair,
	name: (sensorId: string) => string,
): string {
	if (lag_ms === null) return "no common rhythm";
	if (leader === null && plv < LOCKED) return "no clear lead";
	// Not "in step": that is said of a group that is more than chance, and a pair is not asked.
	if (Math.abs(lag_ms) < LEAST_LAG_MS) return "no lag between them";
	if (leader === null) return "about half a cycle apart";
	return `${name(leader)} leads by ${numberText(Math.abs(lag_ms) / 1_000, 1)} s`;
}

/** The circle in words, for people who do not see it. */
export function summaryWords(
	update: SynchronyUpdate | undefined,
	name: (sensorId: string) => string,
): string {
	if (update === undefined) return "Nothing is known yet.";
	const out = update.members.filter(({ accepted }) => !accepted);
	const index = update.index === null ? "not known" : numberText(update.index, 2);
	const left = out.map((member) => `${name(member.sensor_id)}: ${memberWords(member)}`);
	return [
		`Group index ${index}, ${scopeWords(update)}, ${verdictWords(update).text}.`,
		...(left.length > 0 ? [`Left out: ${left.join("; ")}.`] : []),
	].join(" ");
}
