import { describe, expect, it } from "vitest";
import { MemoryProtection, PROTECTION_AT } from "./memory-protection.ts";

/** What the protection says after each share of the limit. */
function follow(protectAt: number, ...shares: readonly number[]): string[] {
	const memory = new MemoryProtection(protectAt);
	return shares.map((share) => {
		memory.update(share);
		return memory.critical ? "critical" : memory.active ? "on" : "off";
	});
}

describe("MemoryProtection", () => {
	it("M1 begins at .85, ends below .78, and is critical from .92 to .85", () => {
		expect(follow(PROTECTION_AT.production, 0.84, 0.85, 0.91, 0.92, 0.86, 0.84, 0.79, 0.77)).toEqual([
			...["off", "on", "on", "critical", "critical", "on", "on", "off"],
		]);
	});

	it("M2 leaves a developer's machine alone until .95, and is critical only with protection", () => {
		expect(follow(PROTECTION_AT.development, 0.94, 0.95, 0.89, 0.87, 0.93)).toEqual([
			...["off", "critical", "critical", "off", "off"],
		]);
	});

	it("M3 goes to critical in one reading when memory is that full", () => {
		expect(follow(PROTECTION_AT.production, 0.1, 0.99, 0.1)).toEqual(["off", "critical", "off"]);
	});
});
