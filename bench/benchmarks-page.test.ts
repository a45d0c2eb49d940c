import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { benchmarksPage, fillTemplate, templateOf, unexplained } from "./benchmarks-page.ts";
import { type ResultFile, readResults } from "./result-file.ts";

const root = join(import.meta.dirname, "..");

const result: ResultFile = {
	...{
		name: "fan",
		description: "Fans out.",
		target: "≥ 2 ×",
		outcome: "missed",
		met: false,
		acceptable: true,
	},
	figures: {
		ratio: { value: 1.5, unit: "" },
		cost: { value: 12_000, unit: "µs" },
		"a: b": { value: 3, unit: "B" },
	},
	...{ missingPeers: [], notes: [], date: "2026-01-01T00:00:00Z", durationS: 1 },
	machine: { cpu: "x", cores: 1, memoryGib: 1, system: "x", node: "v24", loadBefore: 0 },
};

describe("the page of benchmarks", () => {
	it("is what `npm run bench -- --table` makes of its template and the results", () => {
		expect(readFileSync(join(root, "docs", "benchmarks.md"), "utf8")).toBe(benchmarksPage(root));
	});

	it("says of each missed target why", () => {
		expect(unexplained(templateOf(root), readResults(root))).toEqual([]);
	});

	it("names missed benchmarks that no heading has", () => {
		expect(unexplained("# All\n`fan` is mentioned.\n", [result])).toEqual(["fan"]);
		expect(unexplained("## `fan`: 1.5\n", [result])).toEqual([]);
		expect(unexplained("# All\n", [{ ...result, met: true }])).toEqual([]);
	});

	it("takes figures with their units from the results, and refuses those there are not", () => {
		expect(fillTemplate("{{fan: ratio}} at {{fan: cost}}, {{fan: a: b}}", [result])).toBe(
			"1.5 at 12 000 µs, 3 B",
		);
		expect(fillTemplate("{{table}}", [result])).toContain(
			"| `fan` | ratio 1.5; cost 12 000 µs; a: b 3 B | ≥ 2 × | missed |",
		);
		expect(() => fillTemplate("{{fan: other}}", [result])).toThrow(
			'no figure "other" of the benchmark "fan"',
		);
	});
});
