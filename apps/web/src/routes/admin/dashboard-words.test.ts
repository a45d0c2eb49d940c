import type { DashboardOverview } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { amount, budgetWords, lastDecision, loadWords, megabytes } from "./dashboard-words.ts";

describe("the dashboard's words", () => {
	it.each([
		[0, "0"],
		[0.44, "0.4"],
		[940.4, "940"],
		[12_430, "12.4 k"],
		[412_000, "412 k"],
		[3_140_000, "3.1 M"],
		[1_200_000_000, "1.2 G"],
	])("says %s as %s", (value, text) => {
		expect(amount(value)).toBe(text);
	});

	it("names the bottleneck, and that a load was set by hand", () => {
		const load: NonNullable<DashboardOverview["load"]> = {
			...{ label: "high", pressure: 0.75, bottleneck: "event loop", injected: false },
			...{ memory_protection: false, loop_delay_p99_ms: 70, signals: {} },
		};
		expect(loadWords(load)).toBe("Busy: event loop. Devices are asked to send less often.");
		expect(loadWords({ ...load, label: "normal" })).toBe("Calm. Nearest its limit: event loop.");
		expect(loadWords({ ...load, injected: true })).toContain("by hand");
		expect(loadWords({ ...load, pressure: 0.61 })).toMatch(/^Calming down/);
	});

	it("says whether streams compete", () => {
		const budget = {
			...{ units_per_second: 100, capacity: 120, set_point: null, demanded: 80, granted: 80 },
			...{ contended: false, reason: "" },
		};
		expect(budgetWords(budget)).toContain("full rate");
		expect(budgetWords({ ...budget, contended: true, reason: "Server busy" })).toContain("Server busy");
	});

	it("does not promise full rates while the load slows devices, whatever the budget", () => {
		const budget = {
			...{ units_per_second: 100, capacity: 120, set_point: null, demanded: 80, granted: 80 },
			...{ contended: false, reason: "" },
		};
		expect(budgetWords(budget, true, "critical")).toContain("the load, critical");
		expect(budgetWords(budget, true, "critical")).not.toContain("full rate");
		expect(budgetWords({ ...budget, contended: true, reason: "Server busy" }, true, "high")).toContain(
			"Server busy",
		);
	});

	it("shows a module's last reason, or that there is none", () => {
		const module = { module: "NoveltyDetector", mode: "on", status: null, total: 0, decisions: [] } as const;
		const name = (id: string): string => `Person ${id}`;
		expect(lastDecision({ ...module, decisions: [] }, name)).toBe("Nothing to decide so far.");
		expect(lastDecision({ ...module, mode: "off", decisions: [] }, name)).toBe("Switched off.");
		const decision = { at: 0, subject: "", factor: "spike", value: 9, reason: "142 bpm", shadow: false };
		expect(lastDecision({ ...module, decisions: [decision] }, name)).toBe("142 bpm");
		const about = { ...decision, subject: "7" };
		expect(lastDecision({ ...module, decisions: [about] }, name)).toBe("Person 7, 142 bpm");
		expect(lastDecision({ ...module, mode: "off", decisions: [about] }, name)).toBe(
			"Switched off. Before: Person 7, 142 bpm",
		);
		const learning = { ...module, status: "Still learning", decisions: [decision] };
		expect(lastDecision(learning, name)).toBe("Still learning");
	});

	it("gives sizes in whole megabytes", () => {
		expect(megabytes(148_400_000)).toBe("148 MB");
	});
});
