import type { SynchronyMember, SynchronyUpdate } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { memberWords, pairsNote, pairWords, scopeWords, summaryWords, verdictWords } from "./sync-words.ts";

const MEMBER: SynchronyMember = {
	...{ sensor_id: "a", attribute_id: "respiration", phase: 1, rate_hz: 0.25, quality: 0.9, accepted: true },
};

function update(change: Partial<SynchronyUpdate> = {}): SynchronyUpdate {
	return {
		...{ kind: "respiration", at: 0, window_s: 30, members: [MEMBER, { ...MEMBER, sensor_id: "b" }] },
		...{ index: 0.92, p_value: 0.005, ready_in_s: 0, verdict: "in sync", raw_r: 0.95, pairs: [] },
		...change,
	};
}

const name = (id: string): string => `Person ${id}`;

describe("verdictWords", () => {
	it.each<[Partial<SynchronyUpdate>, string]>([
		[{ verdict: "too few", index: null, p_value: null, members: [MEMBER] }, "it takes two"],
		[{ verdict: "too few", index: null, p_value: null }, "too few can be heard at present"],
		[
			{ verdict: "not distinguishable from chance", p_value: null, ready_in_s: 24, index: null },
			"listening, 24 s to go",
		],
		[{ verdict: "not distinguishable from chance", index: null }, "listening"],
		[
			{ verdict: "not distinguishable from chance", p_value: null, ready_in_s: 24 },
			"too early to tell from chance, 24 s to go",
		],
		[{ verdict: "not distinguishable from chance", p_value: 0.01 }, "being confirmed, p = 0.01"],
		[
			{ verdict: "not distinguishable from chance", p_value: 0.3 },
			"not distinguishable from chance, p = 0.30",
		],
		[
			{ verdict: "not distinguishable from chance", p_value: 0.12, too_even: true },
			"both breathe so evenly that chance explains it, p = 0.12",
		],
		[
			{
				...{ verdict: "not distinguishable from chance", p_value: 0.2, too_even: true, kind: "heart rate" },
				members: [MEMBER, MEMBER, MEMBER],
			},
			"all hearts swing so evenly that chance explains it, p = 0.20",
		],
		[{}, "in sync, p = 0.005"],
		[{ index: 0.2, p_value: 0.03 }, "partly in sync, p = 0.03"],
	])("%j reads “%s”", (change, text) => {
		expect(verdictWords(update(change)).text).toBe(text);
	});
});

describe("words about members and pairs", () => {
	it("tell a rate, or why somebody is left out", () => {
		expect(memberWords(MEMBER)).toBe("15.0 /min");
		expect(memberWords({ ...MEMBER, accepted: false, reason: "gap" })).toBe("samples are missing");
		expect(memberWords({ ...MEMBER, rate_hz: null })).toBe("listening, 30 s are needed");
	});

	it("tell who leads, and nothing that cannot be told", () => {
		const pair = { a: "a", b: "b", plv: 0.9, lag_ms: 400, leader: "a" };
		expect(pairWords(pair, name)).toBe("Person a leads by 0.4 s");
		expect(pairWords({ ...pair, lag_ms: -400, leader: "b" }, name)).toBe("Person b leads by 0.4 s");
		expect(pairWords({ ...pair, lag_ms: 90, leader: null }, name)).toBe("no lag between them");
		expect(pairWords({ ...pair, lag_ms: 2_000, leader: null }, name)).toBe("about half a cycle apart");
		expect(pairWords({ ...pair, plv: 0.5, lag_ms: 90, leader: null }, name)).toBe("no clear lead");
		expect(pairWords({ ...pair, lag_ms: null, leader: null }, name)).toBe("no common rhythm");
	});

	it("tell how many of all pairs are shown", () => {
		expect(pairsNote(6, 5)).toMatch(/^The 6 most locked of 10 pairs\. The figure/);
		expect(pairsNote(3, 3)).toMatch(/^The figure says how constant the lag is/);
	});

	it("count who is counted, and name who is not", () => {
		const members = [MEMBER, { ...MEMBER, sensor_id: "c", accepted: false, reason: "silent" as const }];
		expect(scopeWords(update({ members }))).toBe("1 person · 30 s window");
		expect(summaryWords(update({ members }), name)).toContain("Left out: Person c: no news.");
		expect(summaryWords(undefined, name)).toBe("Nothing is known yet.");
	});
});
