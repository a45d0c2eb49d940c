import { describe, expect, it } from "vitest";
import { ServerClock } from "./server-clock.ts";

describe("ServerClock", () => {
	it("takes the stamp that travelled least", () => {
		let local = 1000;
		const clock = new ServerClock(() => local);
		for (const delay of [80, 12, 300, 45]) {
			local += 100;
			clock.observe(local + 5000 - delay);
		}
		expect(clock.offsetMs).toBe(4988);
		expect(clock.now()).toBe(local + 4988);
	});

	it("forgets old stamps, so that a corrected device clock is followed", () => {
		let local = 0;
		const clock = new ServerClock(() => local);
		clock.observe(9000);
		for (let i = 0; i < 64; i++) {
			local += 100;
			clock.observe(local + 50);
		}
		expect(clock.offsetMs).toBe(50);
	});

	it("does not follow a wobble of 2 ms or less", () => {
		const clock = new ServerClock(() => 0);
		clock.observe(100);
		clock.observe(101.5);
		expect(clock.offsetMs).toBe(100);
	});
});
