import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { settlesWithin } from "./deadline.ts";

describe("settlesWithin", () => {
	it("tells which came first and leaves no timer", async () => {
		const clock = new FakeClock();
		const late = settlesWithin(new Promise(() => {}), clock, 10);
		const early = settlesWithin(Promise.resolve(), clock, 10);
		await clock.advance(10);
		expect([await late, await early, clock.pending]).toEqual([false, true, 0]);
	});

	it("sets no timer for a limit no timer can keep", () => {
		const clock = new FakeClock();
		void settlesWithin(new Promise(() => {}), clock, Number.POSITIVE_INFINITY);
		void settlesWithin(new Promise(() => {}), clock, 2 ** 31);
		expect(clock.pending).toBe(0);
	});
});
