import { FakeClock } from "@sensocto/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CircuitBreaker, type CircuitBreakerOptions } from "./circuit-breaker.ts";
import { Breakers } from "./circuit-breakers.ts";
import { ModelBreaker } from "./testing/model-breaker.ts";

class Refused extends Error {}
class TimedOut extends Error {}
class Broken extends Error {}

function setUp(options: Partial<CircuitBreakerOptions> = {}) {
	const clock = new FakeClock();
	const changes: string[] = [];
	const breaker = new CircuitBreaker({
		...{ name: "store", clock, random: () => 0.5, timeoutMs: 1_000 },
		refused: (retryMs) => new Refused(String(retryMs)),
		timedOut: (ms) => new TimedOut(String(ms)),
		onChange: (state, failures) => changes.push(`${state} ${failures}`),
		...options,
	});
	/** Calls once; answers what came of it. */
	const call = async (failed: boolean) => {
		const result = breaker.run(() => (failed ? Promise.reject(new Broken()) : Promise.resolve("answer")));
		return result.catch((error: Error) => error.constructor.name);
	};
	const fail = async (times: number) => {
		for (let n = 0; n < times; n++) await call(true);
	};
	return { breaker, call, changes, clock, fail };
}

/** A call whose end the test decides. */
function pending() {
	let end = (_failed: boolean): void => {};
	const promise = new Promise<string>((resolve, reject) => {
		end = (failed) => (failed ? reject(new Broken()) : resolve("answer"));
	});
	return { call: () => promise, end };
}

describe("CircuitBreaker", () => {
	it("C1 opens at half of at least five calls failing, and refuses from then on without calling", async () => {
		const { breaker, call, changes } = setUp();
		for (const failed of [true, false, true, false]) await call(failed);
		expect(breaker.state).toBe("closed");
		expect(await call(true)).toBe("Broken");
		expect(changes).toEqual(["open 3"]);
		let called = false;
		await expect(
			breaker.run(() => {
				called = true;
				return Promise.resolve();
			}),
		).rejects.toThrow(new Refused("30000"));
		expect(called).toBe(false);
	});

	it("C2 looks back upon 20 calls and 30 s, and no further", async () => {
		const { breaker, call, clock, fail } = setUp();
		await fail(4);
		await clock.advance(30_000);
		await call(false);
		await fail(3);
		// Three of four failed in the window: too few to judge.
		expect(breaker.state).toBe("closed");
		for (let n = 0; n < 20; n++) await call(false);
		expect(breaker.view()).toMatchObject({ state: "closed", failures: 0 });
	});

	it("C3 opens at five failures in a row, however far apart", async () => {
		const { breaker, call, clock } = setUp();
		for (let n = 0; n < 5; n++) {
			expect(breaker.state).toBe("closed");
			await clock.advance(60_000);
			await call(true);
		}
		expect(breaker.state).toBe("open");
	});

	it("C4 counts a call that takes too long as failed and tells it to give back what it still brings", async () => {
		const { breaker, clock } = setUp({ isFailure: () => false });
		const signals: AbortSignal[] = [];
		for (let n = 0; n < 5; n++) {
			const result = breaker.run((signal) => {
				signals.push(signal);
				return new Promise(() => {});
			});
			const refusal = expect(result).rejects.toThrow(TimedOut);
			await clock.advance(1_000);
			await refusal;
		}
		expect(signals.every(({ aborted }) => aborted)).toBe(true);
		expect(breaker.state).toBe("open");
		expect(clock.pending).toBe(0);
	});

	it("C5 takes an error that is the question's own fault for an answer", async () => {
		const { breaker, fail } = setUp({ isFailure: (error) => !(error instanceof Broken) });
		await fail(20);
		expect(breaker.view()).toEqual({ name: "store", state: "closed", failures: 0, retryAt: null });
	});

	it("C6 lets one call through when the open time is over, and three successes in turn close it", async () => {
		const { breaker, call, changes, clock, fail } = setUp();
		await fail(5);
		expect(breaker.view().retryAt).toBe(clock.now() + 30_000);
		await clock.advance(29_999);
		expect(await call(false)).toBe("Refused");
		await clock.advance(1);
		expect(breaker.view()).toMatchObject({ state: "half-open", retryAt: null });
		const probe = pending();
		const first = breaker.run(probe.call);
		expect(await call(false)).toBe("Refused");
		probe.end(false);
		expect(await first).toBe("answer");
		expect(await call(false)).toBe("answer");
		expect(breaker.state).toBe("half-open");
		expect(await call(false)).toBe("answer");
		expect(changes).toEqual(["open 5", "half-open 5", "closed 0"]);
		expect(await call(true)).toBe("Broken");
		expect(breaker.state).toBe("closed");
	});

	it("C7 doubles the open time with each failed probe up to five minutes, and starts anew once closed", async () => {
		const { breaker, call, clock, fail } = setUp();
		await fail(5);
		const waits: number[] = [];
		for (let n = 0; n < 6; n++) {
			const waitMs = breaker.view().retryAt! - clock.now();
			waits.push(waitMs);
			await clock.advance(waitMs);
			await call(true);
		}
		expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
		await clock.advance(300_000);
		for (let n = 0; n < 3; n++) await call(false);
		await fail(5);
		expect(breaker.view().retryAt! - clock.now()).toBe(30_000);
	});

	it("C8 spreads the open time by a fifth either way", async () => {
		for (const [number, expected] of [
			[0, 24_000],
			[1, 36_000],
		] as const) {
			const { breaker, clock, fail } = setUp({ random: () => number });
			await fail(5);
			expect(breaker.view().retryAt! - clock.now()).toBeCloseTo(expected, -1);
		}
	});

	it("C9 ignores how a call ends that began in an earlier state", async () => {
		const { breaker, call, clock, fail } = setUp({ timeoutMs: 60_000 });
		const old = pending();
		const result = breaker.run(old.call);
		await fail(5);
		await clock.advance(30_000);
		await call(false);
		await call(false);
		old.end(true);
		await expect(result).rejects.toThrow(Broken);
		expect(breaker.state).toBe("half-open");
		await call(false);
		expect(breaker.state).toBe("closed");
	});

	it("C10 counts evidence from elsewhere: it opens by it, and closes by three successes in a row", () => {
		const { breaker } = setUp();
		for (let n = 0; n < 5; n++) breaker.observe(false);
		expect(breaker.state).toBe("open");
		for (const succeeded of [true, true, false, true, true]) breaker.observe(succeeded);
		expect(breaker.state).toBe("open");
		breaker.observe(true);
		expect(breaker.state).toBe("closed");
	});

	it("C11 is closed at once when the dependency was started anew", async () => {
		const { breaker, call, changes, fail } = setUp();
		breaker.reset();
		await fail(5);
		breaker.reset();
		expect(await call(false)).toBe("answer");
		expect(changes).toEqual(["open 5", "closed 0"]);
	});

	it("C11a counts a call that ends by itself once, and as a probe keeps others out until then", async () => {
		const { breaker, call, clock, fail } = setUp();
		for (let n = 0; n < 5; n++) {
			const started = breaker.begin();
			started.end(true);
			started.end(true);
			expect(breaker.state).toBe(n < 4 ? "closed" : "open");
		}
		expect(() => breaker.begin()).toThrow(Refused);
		await clock.advance(30_000);
		const probe = breaker.begin();
		expect(await call(false)).toBe("Refused");
		probe.end(false);
		expect(await call(false)).toBe("answer");
		await fail(1);
		expect(breaker.state).toBe("open");
	});

	it("C12 does as a plain model does, whatever comes", async () => {
		const step = fc.oneof(
			fc.record({ do: fc.constantFrom("ok" as const, "fail" as const) }),
			fc.record({
				do: fc.constant("wait" as const),
				ms: fc.constantFrom(1, 700, 6_000, 15_000, 40_000, 300_000),
			}),
		);
		await fc.assert(
			fc.asyncProperty(
				fc.array(step, { maxLength: 80 }),
				fc.double({ min: 0, max: 1, noNaN: true }),
				async (steps, number) => {
					const { breaker, call, clock } = setUp({ random: () => number });
					const model = new ModelBreaker(number);
					for (const each of steps) {
						if (each.do === "wait") await clock.advance(each.ms);
						else {
							const expected = model.call(each.do === "fail", clock.monotonic());
							expect(await call(each.do === "fail")).toBe(expected);
						}
						expect(breaker.state).toBe(model.state(clock.monotonic()));
					}
				},
			),
			{ numRuns: 150 },
		);
	});
});

describe("Breakers", () => {
	it("lists each breaker once, the newest of a name", async () => {
		const breakers = new Breakers();
		const { breaker, fail } = setUp();
		breakers.add(setUp().breaker);
		breakers.add(breaker);
		await fail(5);
		expect(breakers.list()).toEqual([breaker.view()]);
		expect(breakers.list()[0]!.state).toBe("open");
	});
});
