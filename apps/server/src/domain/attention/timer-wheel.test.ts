import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimerWheel, WHEEL_TICK_MS } from "./timer-wheel.ts";

describe("TimerWheel", () => {
	it("loses nobody when a timer throws", () => {
		const wheel = new TimerWheel();
		const seen: string[] = [];
		wheel.schedule(100, () => {
			throw new Error("broken");
		});
		wheel.schedule(100, () => seen.push("second"));
		wheel.schedule(200, () => seen.push("third"));
		expect(() => wheel.advance(200)).toThrow("broken");
		wheel.advance(200);
		expect(seen).toEqual(["second", "third"]);
		expect(wheel.size).toBe(0);
	});

	it("never lets a cancelled timer fall due, and takes a second cancelling for none", () => {
		const wheel = new TimerWheel();
		let fired = 0;
		const timer = wheel.schedule(500, () => fired++);
		wheel.schedule(500, () => fired++);
		wheel.cancel(timer);
		wheel.cancel(timer);
		wheel.cancel(null);
		expect(wheel.size).toBe(1);
		wheel.advance(500);
		expect(fired).toBe(1);
	});

	it("counts what is set after a long standstill from the present, not from its last turn", () => {
		const wheel = new TimerWheel();
		let fired = 0;
		wheel.advance(0);
		wheel.schedule(18_000, () => fired++);
		wheel.advance(17_999);
		expect(fired).toBe(0);
		wheel.advance(18_000);
		expect(fired).toBe(1);
	});

	it("lets every timer fall due once, in time, never early and less than two ticks late", () => {
		const step = fc.record({
			after: fc.integer({ min: 0, max: WHEEL_TICK_MS }),
			delay: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 100_000, max: 260_000 })),
		});
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 1e6 }), fc.array(step, { maxLength: 40 }), (start, steps) => {
				const wheel = new TimerWheel();
				const late: number[] = [];
				let now = start + 0.5;
				for (const { after, delay } of steps) {
					now += after;
					wheel.advance(now);
					const due = now + delay;
					wheel.schedule(due, () => late.push(now - due));
				}
				for (let i = 0; i < 2_700; i++) {
					now += WHEEL_TICK_MS;
					wheel.advance(now);
				}
				expect(late).toHaveLength(steps.length);
				for (const ms of late) expect(ms >= 0 && ms < 2 * WHEEL_TICK_MS).toBe(true);
			}),
			{ numRuns: 100 },
		);
	});
});
