import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { type Clock, systemClock } from "./clock.ts";

describe("the system's clock", () => {
	it("never runs what was cleared", async () => {
		const ran: string[] = [];
		for (const ms of [0, 1]) systemClock.clearTimeout(systemClock.setTimeout(() => ran.push("timeout"), ms));
		systemClock.clearInterval(systemClock.setInterval(() => ran.push("interval"), 1));
		await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 1));
		// A timer of the same delay fires after those made before it.
		expect(ran).toEqual([]);
	});

	it("lets pending work through at a zero delay, without a timer's wait", async () => {
		const order: string[] = [];
		systemClock.setTimeout(() => order.push("timeout"), 0);
		queueMicrotask(() => order.push("microtask"));
		await new Promise((resolve) => setImmediate(resolve));
		expect(order).toEqual(["microtask", "timeout"]);
	});

	it("can be replaced by the test kit's", () => {
		const clock: Clock = new FakeClock({ startMs: 5 });
		expect(clock.now()).toBe(5);
	});
});
