import { FakeClock } from "@sensocto/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SharedWindows } from "./shared-windows.ts";

function setUp() {
	const clock = new FakeClock();
	const errors: unknown[] = [];
	const windows = new SharedWindows(clock, (error) => errors.push(error));
	return { clock, errors, windows };
}

describe("SharedWindows", () => {
	it("calls the others of a moment when one throws", async () => {
		const { clock, errors, windows } = setUp();
		const called: string[] = [];
		windows.plan(100, () => {
			throw new Error("full");
		});
		windows.plan(100, () => called.push("second"));
		await clock.advance(100);
		expect(called).toEqual(["second"]);
		expect(errors).toEqual([new Error("full")]);
	});

	it("does not call what is taken back, also by another of its moment", async () => {
		const { clock, windows } = setUp();
		const called: string[] = [];
		windows.plan(100, () => called.push("never")).cancel();
		windows.plan(100, () => second.cancel());
		const second = windows.plan(100, () => called.push("never"));
		await clock.advance(200);
		expect(called).toEqual([]);
	});

	it("ends a window with another that ends up to a quarter of it sooner", async () => {
		const { clock, windows } = setUp();
		const at: Record<string, number> = {};
		const began = clock.now();
		const plan = (name: string, ms: number) => windows.plan(ms, () => (at[name] = clock.now() - began));
		plan("first", 2_000);
		await clock.advance(490);
		plan("within", 2_000);
		await clock.advance(20);
		plan("beyond", 2_000);
		plan("fast", 200);
		await clock.advance(3_000);
		expect(at).toEqual({ first: 2_000, within: 2_000, beyond: 2_510, fast: 710 });
	});

	it("has twenty sensors of the same window share few moments", async () => {
		const { clock, windows } = setUp();
		const moments = new Set<number>();
		const next = (firstMs: number): void => {
			clock.setTimeout(() => {
				windows.plan(2_000, () => {
					moments.add(clock.now());
					next(firstMs % 100);
				});
			}, firstMs);
		};
		for (let sensor = 0; sensor < 20; sensor++) next(sensor * 97);
		await clock.advance(30_000);
		moments.clear();
		await clock.advance(30_000);
		// Three groups at most, as far apart as a quarter of a window; by themselves they would need 290.
		expect(moments.size).toBeLessThanOrEqual((3 * 30_000) / 1_500);
	});

	it("calls each once, within its window and not before three quarters of it", async () => {
		const step = fc.record({ waitMs: fc.nat(3_000), windowMs: fc.integer({ min: 1, max: 10_000 }) });
		await fc.assert(
			fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
				const { clock, windows } = setUp();
				const calls = steps.map(() => 0);
				for (const [index, { waitMs, windowMs }] of steps.entries()) {
					await clock.advance(waitMs);
					const planned = clock.now();
					windows.plan(windowMs, () => {
						calls[index]! += 1;
						const waited = clock.now() - planned;
						expect(waited).toBeLessThanOrEqual(windowMs);
						expect(waited).toBeGreaterThanOrEqual(0.75 * windowMs);
					});
				}
				await clock.advance(10_000);
				expect(calls).toEqual(steps.map(() => 1));
			}),
		);
	});
});
