import { describe, expect, it } from "vitest";
import { copyName, scenarioNameProblem } from "./scenario-name.ts";

describe("scenarioNameProblem", () => {
	it("refuses nothing, capitals, slashes and the names of ready-made scenarios", () => {
		for (const name of ["", "My Study", "a/b", "-a", "a".repeat(65)]) {
			expect(scenarioNameProblem(name, [])).toBeDefined();
		}
		expect(scenarioNameProblem("demo", ["demo"])).toContain("ready-made");
		expect(scenarioNameProblem("demo-2", ["demo"])).toBeUndefined();
	});
});

describe("copyName", () => {
	it("counts up to the first free name that the rules allow", () => {
		expect(copyName("demo", ["demo"])).toBe("demo-2");
		expect(copyName("demo-2", ["demo", "demo-2", "demo-3"])).toBe("demo-4");
		expect(scenarioNameProblem(copyName("a".repeat(64), []), [])).toBeUndefined();
	});
});
