import { describe, expect, it } from "vitest";
import { KIND } from "./attention-kind.ts";
import { capped, ViewerCondition } from "./viewer-cap.ts";

describe("ViewerCondition", () => {
	it.each([
		[{}, null],
		[{ batteryLevel: 1 }, null],
		[{ batteryLevel: 0.31 }, null],
		[{ batteryLevel: 0.3 }, "medium"],
		[{ batteryLevel: 25, batteryCharging: false }, "medium"],
		[{ batteryLevel: 0.16 }, "medium"],
		[{ batteryLevel: 0.15 }, "low"],
		[{ batteryLevel: 0 }, "low"],
		[{ batteryLevel: 10, batteryCharging: true }, null],
		[{ saveData: true }, "medium"],
		[{ saveData: true, batteryLevel: 0.1 }, "low"],
		[{ saveData: true, batteryLevel: 0.1, batteryCharging: true }, "medium"],
	] as const)("of %j is %s", (report, cap) => {
		const condition = new ViewerCondition();
		condition.report(report);
		expect(condition.cap).toBe(cap);
	});

	it("keeps what a later report leaves out", () => {
		const condition = new ViewerCondition();
		condition.report({ batteryLevel: 0.2 });
		condition.report({ fps: 60 });
		expect(condition.cap).toBe("medium");
		condition.report({ batteryCharging: true });
		expect(condition.cap).toBe(null);
	});
});

describe("capped", () => {
	it("counts the close kinds as a view under medium, everything as background under low, and nothing as nothing", () => {
		expect(capped(KIND.focus | KIND.pin | KIND.view, "medium")).toBe(KIND.view);
		expect(capped(KIND.background, "medium")).toBe(KIND.background);
		expect(capped(KIND.hover | KIND.view, "low")).toBe(KIND.background);
		expect(capped(0, "low")).toBe(0);
		expect(capped(KIND.focus, null)).toBe(KIND.focus);
	});
});
