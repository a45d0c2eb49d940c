import type { AttentionLevel } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { AttentionTable, type InterestListener } from "./attention-table.ts";

const MAC = "AA:BB:CC:DD:EE:FF";

function table() {
	const attention = new AttentionTable();
	const levels: AttentionLevel[] = [];
	attention.onChange((_id, level) => levels.push(level));
	return { attention, levels };
}

describe("AttentionTable", () => {
	it("is none for a sensor nobody knows", () => {
		const { attention } = table();
		expect(attention.level(MAC)).toBe("none");
		expect(attention.attributeLevel(MAC, "ecg")).toBe("none");
		expect(attention.weight(MAC)).toBe(0.1);
		expect([...attention.demand()]).toEqual([]);
	});

	it("refuses to end a lease that never began", () => {
		const { attention } = table();
		expect(() => attention.remove(MAC, "ecg", "view")).toThrow(RangeError);
	});

	it("is the highest of what anybody does, and falls back step by step", () => {
		const { attention, levels } = table();
		attention.add(MAC, "ecg", "background");
		attention.add(MAC, "ecg", "view");
		attention.add(MAC, "hr", "hover");
		attention.remove(MAC, "hr", "hover");
		attention.remove(MAC, "ecg", "view");
		attention.remove(MAC, "ecg", "background");
		expect(levels).toEqual(["low", "medium", "high", "medium", "low", "none"]);
	});

	it("gives an attribute the level of its own leases, without any those of the whole sensor, and a pin in any case", () => {
		const { attention } = table();
		const levels = () => ["ecg", "hr"].map((id) => attention.attributeLevel(MAC, id));
		attention.add(MAC, "*", "hover");
		attention.add(MAC, "ecg", "view");
		expect(levels()).toEqual(["medium", "high"]);
		attention.add(MAC, "*", "pin");
		attention.remove(MAC, "*", "hover");
		expect(levels()).toEqual(["high", "high"]);
		attention.remove(MAC, "*", "pin");
		expect(levels()).toEqual(["medium", "none"]);
		expect(attention.level(MAC)).toBe("medium");
	});

	it("weighs a sensor by its strongest lease and the logarithm of its viewers", () => {
		const { attention } = table();
		const begin = (kind: number, viewers: 0 | 1) =>
			attention.change({ sensorId: MAC, attributeId: "*", began: kind, ended: 0, viewers });
		begin(1, 1);
		expect(attention.weight(MAC)).toBe(10);
		begin(1, 1);
		expect(attention.weight(MAC)).toBeCloseTo(10 * (1 + 0.15 * Math.log(2)), 9);
		begin(4, 1);
		expect(attention.weight(MAC)).toBeCloseTo(100 * (1 + 0.15 * Math.log(3)), 9);
		expect(attention.viewers(MAC)).toBe(3);
		expect(attention.kinds(MAC)).toMatchObject({ view: 2, focus: 1, pin: 0, predicted: 0 });
	});

	it.each([
		["focus", 100],
		["pin", 100],
		["hover", 60],
		["novelty", 60],
		["view", 10],
		["background", 1],
	] as const)("weighs %s %d, and an expected viewer ten times the share of the time", (kind, weight) => {
		const { attention } = table();
		attention.add(MAC, "ecg", kind);
		expect(attention.weight(MAC)).toBe(weight);
		attention.expect("other", 0.5);
		expect(attention.weight("other")).toBe(5);
	});

	it("gives every unwatched sensor low while a lobby is open, and tells the first opening and the last closing", () => {
		const { attention } = table();
		let told = 0;
		attention.onLobby(() => told++);
		attention.lobby(1);
		attention.lobby(1);
		expect(attention.level(MAC)).toBe("low");
		expect(attention.attributeLevel(MAC, "ecg")).toBe("low");
		expect(attention.weight(MAC)).toBe(1);
		attention.lobby(-1);
		attention.lobby(-1);
		expect(attention.level(MAC)).toBe("none");
		expect(told).toBe(2);
	});

	it("says what a sensor would get without the lease on something unusual, and without the forecast", () => {
		const { attention } = table();
		attention.add("a", "hr", "view");
		attention.granted.novelty("a", "ecg", 60_000);
		attention.granted.predict("b", 0.5, 60_000);
		attention.add("c", "hr", "focus");
		attention.granted.novelty("c", "hr", 60_000);
		attention.granted.predict("c", 0.5, 60_000);
		expect([...attention.demand()]).toEqual([
			{
				...{ sensorId: "a", level: "high", weight: 60, viewers: 0, pool: "novelty" },
				without: { level: "medium", weight: 10 },
			},
			{
				...{ sensorId: "b", level: "low", weight: 5, viewers: 0, pool: "predicted" },
				without: { level: "none", weight: 0.1 },
			},
			{ sensorId: "c", level: "high", weight: 100, viewers: 0 },
		]);
	});

	it("tells its follower, when it comes back, which sensors changed meanwhile", () => {
		const { attention } = table();
		const told: Parameters<InterestListener>[0][] = [];
		const follower: InterestListener = (change) => told.push(change);
		const stop = attention.follow(follower);
		attention.change({ sensorId: "a", attributeId: "*", began: 1, ended: 0, viewers: 1 });
		stop();
		attention.change({ sensorId: "a", attributeId: "*", began: 0, ended: 1, viewers: -1 });
		attention.change({ sensorId: "b", attributeId: "*", began: 4, ended: 0, viewers: 1, focusedBy: 7 });
		attention.follow(follower)();
		attention.follow(follower);
		expect(told).toEqual([
			{ sensorId: "a", level: "medium", before: "none", weight: 10, viewers: 1, focusedBy: 0 },
			{ sensorId: "a", level: "none", before: "none", weight: 0, viewers: 0, focusedBy: 0 },
			{ sensorId: "b", level: "high", before: "high", weight: 100, viewers: 1, focusedBy: 0 },
		]);
	});
});
