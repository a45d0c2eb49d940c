import { describe, expect, it } from "vitest";
import { Playout } from "./playout.ts";

describe("Playout", () => {
	it("ignores lags that are no measure of the stream: negative, unknown, after a silence", () => {
		const playout = new Playout();
		for (const lag of [-5, Number.NaN, 60_000]) playout.observe(lag);
		expect(playout.delayAt(0)).toBe(0);
	});

	it("waits as long as the slowest of the last parcels took, and a little", () => {
		const playout = new Playout();
		for (const lag of [120, 180, 140]) playout.observe(lag);
		expect(playout.delayAt(0)).toBe(205);
	});

	it("never waits longer than 3 s", () => {
		const playout = new Playout();
		playout.observe(5000);
		expect(playout.delayAt(0)).toBe(3000);
	});

	it("grows and shrinks smoothly: the trace never runs backwards", () => {
		const playout = new Playout();
		playout.observe(100);
		let edge = 0 - playout.delayAt(0);
		playout.observe(400);
		for (let now = 16; now < 2000; now += 16) {
			const next = now - playout.delayAt(now);
			expect(next).toBeGreaterThan(edge);
			edge = next;
		}
		expect(playout.delayAt(2000)).toBe(425);
	});

	it("forgets a slow time after 24 parcels", () => {
		const playout = new Playout();
		playout.observe(900);
		for (let i = 0; i < 24; i++) playout.observe(100);
		expect(playout.delayAt(0)).toBe(125);
	});
});
