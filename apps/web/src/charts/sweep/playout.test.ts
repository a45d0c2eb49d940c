import { describe, expect, it } from "vitest";
import { Playout } from "./playout.ts";

describe("Playout", () => {
	it("ignores lags that are no measure of the stream: negative, unknown, after a silence", () => {
		const playout = new Playout();
		for (const lag of [-5, Number.NaN, 60_000]) playout.observe(lag);
		expect(playout.delayAt(0)).toBe(0);
	});

	it("waits as long as all but the slowest of the last parcels took, and a little", () => {
		const playout = new Playout();
		for (const lag of [120, 180, 140]) playout.observe(lag);
		expect(playout.delayAt(0)).toBe(150);
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
		for (const lag of [400, 400]) playout.observe(lag);
		for (let now = 16; now < 2000; now += 16) {
			const next = now - playout.delayAt(now);
			expect(next).toBeGreaterThan(edge);
			edge = next;
		}
		expect(playout.delayAt(2000)).toBe(410);
	});

	it("forgets a slow time after 24 parcels", () => {
		const playout = new Playout();
		for (const lag of [900, 900]) playout.observe(lag);
		for (let i = 0; i < 22; i++) playout.observe(100);
		expect(playout.delayAt(0)).toBe(910);
		playout.observe(100);
		expect(playout.delayAt(20_000)).toBe(110);
	});
});
