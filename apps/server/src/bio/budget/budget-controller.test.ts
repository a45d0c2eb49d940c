import type { SystemLoad } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { BudgetController } from "./budget-controller.ts";

const COST = 1_000_000;
const viewed = { weight: 10, cost: COST, level: "medium", count: 100 } as const;
const reading = {
	pressure: 0.75,
	setPoint: 0.75,
	emergency: false,
	label: "critical",
	memoryProtection: false,
	dtMs: 500,
} as const;

/** A controller whose budget pays for so many messages a second. */
function withBudget(messages: number): BudgetController {
	const controller = new BudgetController();
	const unitsPerSecond = messages * COST;
	controller.resume({ unitsPerSecond, capacity: unitsPerSecond * 1.5 }, undefined);
	return controller;
}

describe("BudgetController", () => {
	it("asks for new shares when the budget has moved by 5 % and something depends on it", () => {
		const controller = withBudget(400);
		controller.share([viewed]);
		let readings = 1;
		while (!controller.observe({ ...reading, pressure: 0.8 })) readings++;
		// g·e = .6 · −.05 a second: 5 % in 1.63 s.
		expect(readings).toBe(4);
	});

	it("asks for none while the budget covers all", () => {
		const controller = withBudget(600);
		controller.share([viewed]);
		for (let i = 0; i < 60; i++) expect(controller.observe({ ...reading, pressure: 0.1 })).toBe(false);
	});

	it("keeps the shares in force while new ones cannot be told from them", () => {
		const controller = withBudget(400);
		const { lambda } = controller.share([viewed]);
		expect(controller.share([{ ...viewed, count: 100.5 }]).lambda).toBe(lambda);
		expect(controller.share([{ ...viewed, count: 110 }]).lambda).toBeLessThan(lambda);
	});

	it("takes all demand for granted while nobody acts on its shares", () => {
		const [acting, idle] = [withBudget(400), withBudget(400)];
		for (const controller of [acting, idle]) controller.share([viewed]);
		for (let i = 0; i < 240; i++) {
			acting.observe({ ...reading, pressure: 0.5 }, true);
			idle.observe({ ...reading, pressure: 0.5 }, false);
		}
		expect(acting.budget.capacity / COST).toBeCloseTo(800, -1);
		expect(idle.budget.capacity / COST).toBeCloseTo(1_000, -1);
	});

	it("does not lower the budget below what the device contract makes devices send anyway", () => {
		const controller = withBudget(400);
		controller.share([viewed]);
		const fall = (label: SystemLoad): number => {
			for (let i = 0; i < 60; i++) controller.observe({ ...reading, pressure: 0.95, label });
			return controller.budget.unitsPerSecond / COST;
		};
		// Windows of 750, 1 500 and 2 500 ms.
		expect(fall("elevated")).toBeCloseTo(100 / 0.75, 6);
		expect(fall("high")).toBeCloseTo(100 / 1.5, 6);
		expect(fall("critical")).toBeLessThan(61);
	});

	it("goes on from what was in force", () => {
		const before = withBudget(400);
		const shares = before.share([viewed]);
		const after = new BudgetController();
		const { uplink: _, ...allocation } = shares;
		after.resume(before.budget, {
			at: 0,
			epoch: 3,
			budget: before.budget.unitsPerSecond,
			reason: "",
			...allocation,
		});
		expect(after.shares).toEqual(shares);
		expect(after.budget).toEqual(before.budget);
	});
});
