import { describe, expect, it } from "vitest";
import { RestartBudget } from "./restart-budget.ts";

describe("RestartBudget", () => {
	it("allows none at zero", () => {
		expect(new RestartBudget(0, 1_000).spend(0)).toBe(false);
	});

	it("allows exactly its restarts within the window, both ends included", () => {
		const budget = new RestartBudget(2, 1_000);
		expect([budget.spend(0), budget.spend(500), budget.spend(1_000)]).toEqual([true, true, false]);
	});

	it("gives a restart back just after it has left the window", () => {
		const budget = new RestartBudget(2, 1_000);
		expect([budget.spend(0), budget.spend(500), budget.spend(1_001), budget.spend(1_500)]).toEqual([
			true,
			true,
			true,
			false,
		]);
	});

	it("begins anew after a clear", () => {
		const budget = new RestartBudget(1, 1_000);
		budget.spend(0);
		budget.clear();
		expect(budget.spend(0)).toBe(true);
	});
});
