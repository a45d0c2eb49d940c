import { describe, expect, it } from "vitest";
import { AttentionTable } from "./attention-table.ts";

const S = "s:1";

describe("GrantedLeases", () => {
	it("never shortens a lease on something unusual, and ends it by itself", () => {
		const attention = new AttentionTable();
		attention.granted.novelty(S, "hr", 30_000);
		attention.granted.novelty(S, "hr", 10_000);
		attention.wheel.advance(29_900);
		expect(attention.level(S)).toBe("high");
		expect(attention.kinds(S).novelty).toBe(1);
		attention.granted.novelty(S, "hr", 40_000);
		attention.wheel.advance(39_900);
		expect(attention.level(S)).toBe("high");
		attention.wheel.advance(40_000);
		expect(attention.level(S)).toBe("none");
		expect(attention.wheel.size).toBe(0);
	});

	it("raises only the attribute something unusual happened to", () => {
		const attention = new AttentionTable();
		attention.add(S, "*", "view");
		attention.granted.novelty(S, "hr", 30_000);
		expect([attention.attributeLevel(S, "hr"), attention.attributeLevel(S, "ecg")]).toEqual([
			"high",
			"medium",
		]);
	});

	it("gives an expected viewer's weight to a sensor nobody views, the level low, and never less than it has", () => {
		const attention = new AttentionTable();
		attention.granted.predict(S, 0.4, 60_000);
		expect([attention.level(S), attention.weight(S)]).toEqual(["low", 4]);
		attention.add(S, "*", "view");
		expect(attention.weight(S)).toBe(10);
		attention.remove(S, "*", "view");
		attention.granted.predict(S, 0, 60_000);
		expect(attention.weight(S)).toBe(0.1);
		attention.granted.predict(S, 0.4, 60_000);
		attention.wheel.advance(60_000);
		expect(attention.weight(S)).toBe(0.1);
		expect([...attention.demand()]).toEqual([]);
	});

	it("takes the highest level of all nodes, each until its own end, and keeps it apart from this node's", () => {
		const attention = new AttentionTable();
		attention.remote("n1", S, "high", 60_000);
		attention.remote("n2", S, "medium", 90_000);
		expect([attention.level(S), attention.localLevel(S)]).toEqual(["high", "none"]);
		expect(attention.attributeLevel(S, "hr")).toBe("high");
		attention.wheel.advance(60_000);
		expect(attention.level(S)).toBe("medium");
		attention.remote("n2", S, "none", 90_000);
		expect(attention.level(S)).toBe("none");
		expect(attention.wheel.size).toBe(0);
	});
});
