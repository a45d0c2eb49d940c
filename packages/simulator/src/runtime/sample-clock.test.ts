import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttributeSource } from "./attribute-source.ts";
import { SampleClock } from "./sample-clock.ts";
import { SignalClock } from "./signal-clock.ts";

const NOW_MS = Date.UTC(2026, 5, 1);
const rates = fc.constantFrom(0.02, 0.1, 1, 7, 25, 250, 360, 512, 1000);

function source(rateHz: number, nowMs = NOW_MS) {
	const clock = new SampleClock(rateHz, 0.37);
	const taken: { payload: unknown; timestamp: number }[] = [];
	const generator = { sample: (index: number) => index };
	const signal = new SignalClock();
	const one = new AttributeSource({ id: "a", clock, signal, generator, disturbances: [], nowMs });
	const until = (ms: number): void => one.due(ms, (payload, timestamp) => taken.push({ payload, timestamp }));
	return { taken, until };
}

describe("samples on the wall clock", () => {
	it("K1 are never later than now, strictly increasing, and each taken once, however irregular the ticks", () => {
		fc.assert(
			fc.property(rates, fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 }), (rateHz, steps) => {
				const { taken, until } = source(rateHz);
				let now = NOW_MS;
				for (const step of steps) {
					now += step;
					until(now);
					expect(taken.at(-1)?.timestamp ?? NOW_MS).toBeLessThanOrEqual(now);
				}
				for (let i = 1; i < taken.length; i++) {
					expect(taken[i]!.timestamp).toBeGreaterThan(taken[i - 1]!.timestamp);
					expect(taken[i]!.payload).toBe((taken[i - 1]!.payload as number) + 1);
				}
				expect(taken.length).toBeCloseTo(((now - NOW_MS) * rateHz) / 1000, -0.4);
			}),
		);
	});

	it("K2 have the same numbers and times whenever a run begins", () => {
		const [early, late] = [source(360), source(360, NOW_MS + 1_234)];
		for (let now = NOW_MS; now <= NOW_MS + 3_000; now += 50) {
			early.until(now);
			if (now > NOW_MS + 1_234) late.until(now);
		}
		expect(late.taken.length).toBeGreaterThan(600);
		expect(early.taken.slice(-late.taken.length)).toEqual(late.taken);
	});

	it("K3 that a held-up run is too late for are skipped, the rest keep their place", () => {
		const { taken, until } = source(100);
		until(NOW_MS + 3_600_000);
		expect(taken).toHaveLength(500);
		expect(taken.at(-1)?.timestamp).toBeGreaterThan(NOW_MS + 3_600_000 - 10);
	});

	it("K4 are not repeated when the clock is set back", () => {
		const { taken, until } = source(100);
		until(NOW_MS + 1_000);
		until(NOW_MS + 500);
		until(NOW_MS + 1_000);
		expect(taken).toHaveLength(100);
	});
});
