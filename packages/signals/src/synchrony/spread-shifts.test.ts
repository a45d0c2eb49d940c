import { SeededRng } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { spreadShifts } from "./spread-shifts.ts";

describe("spreadShifts", () => {
	it("gives each member a part of the time, every order alike", () => {
		const rng = new SeededRng(3);
		const orders = new Map<string, number>();
		for (let round = 0; round < 600; round++) {
			const shifts = spreadShifts(3, () => rng.next());
			const parts = [...shifts].map((shift) => Math.floor(shift * 3));
			expect([...parts].sort()).toEqual([0, 1, 2]);
			orders.set(parts.join(), (orders.get(parts.join()) ?? 0) + 1);
		}
		expect(orders.size).toBe(6);
		for (const count of orders.values()) expect(count).toBeGreaterThan(60);
	});
});
