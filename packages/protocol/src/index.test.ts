import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

function reach(file: string, seen: Set<string>, packages: Set<string>): void {
	if (seen.has(file)) return;
	seen.add(file);
	for (const [, specifier] of readFileSync(file, "utf8").matchAll(/\bfrom "([^"]+)"/g)) {
		if (specifier!.startsWith(".")) reach(join(dirname(file), specifier!), seen, packages);
		else packages.add(specifier!);
	}
}

describe("the package's main entry", () => {
	it("reaches no other package, so that browsers and the SDK stay free of zod", () => {
		const seen = new Set<string>();
		const packages = new Set<string>();
		reach(join(import.meta.dirname, "index.ts"), seen, packages);
		expect(seen.size).toBeGreaterThan(30);
		expect([...packages]).toEqual([]);
	});
});
