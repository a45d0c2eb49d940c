import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteLedger } from "./byte-ledger.ts";
import { SummaryTier } from "./summary-tier.ts";

const all = (tier: SummaryTier) => Array.from({ length: tier.length }, (_, k) => tier.at(k));

describe("SummaryTier", () => {
	it("counts unknown values for nothing", () => {
		const tier = new SummaryTier(1_000, 10, new ByteLedger());
		tier.add(500, Number.NaN);
		expect(tier.length).toBe(0);
	});

	it("puts a sample that is late for its bucket into the newest", () => {
		const tier = new SummaryTier(1_000, 10, new ByteLedger());
		tier.add(1_500, 3);
		tier.add(900, 1);
		expect(all(tier)).toEqual([{ time: 1_000, least: 1, greatest: 3, mean: 2, count: 2 }]);
	});

	it("forgets the past of a clock that is set by decades", () => {
		const tier = new SummaryTier(100, 10, new ByteLedger());
		tier.add(5, 1);
		tier.add(1_700_000_000_000, 2);
		tier.add(1_700_000_000_100, 3);
		expect(all(tier).map(({ least, time }) => [time, least])).toEqual([
			[1_700_000_000_000, 2],
			[1_700_000_000_100, 3],
		]);
	});

	it("finds buckets by time and frees its bytes", () => {
		const ledger = new ByteLedger();
		const tier = new SummaryTier(1_000, 10, ledger);
		for (const time of [0, 3_000, 4_000]) tier.add(time, time);
		expect([0, 1, 3_000, 4_001].map((time) => tier.indexAt(time))).toEqual([0, 1, 1, 3]);
		expect(ledger.total).toBe(tier.byteLength);
		tier.clear();
		expect([ledger.total, tier.length]).toEqual([0, 0]);
		tier.add(9_000, 1);
		expect(all(tier).map(({ time }) => time)).toEqual([9_000]);
	});

	it("holds what summarising a list would give, of the newest buckets (property)", () => {
		const sample = fc.record({
			step: fc.integer({ min: 0, max: 2_500 }),
			value: fc.integer({ min: -50, max: 50 }),
		});
		fc.assert(
			fc.property(fc.array(sample, { maxLength: 200 }), fc.integer({ min: 1, max: 40 }), (samples, limit) => {
				const tier = new SummaryTier(1_000, limit, new ByteLedger());
				const buckets = new Map<number, number[]>();
				let time = 1_700_000_000_000;
				for (const { step, value } of samples) {
					time += step;
					tier.add(time, value);
					const bucket = Math.floor(time / 1_000) * 1_000;
					buckets.set(bucket, [...(buckets.get(bucket) ?? []), value]);
				}
				expect(all(tier)).toEqual(
					[...buckets].slice(-limit).map(([start, values]) => ({
						time: start,
						least: Math.min(...values),
						greatest: Math.max(...values),
						mean: expect.closeTo(values.reduce((sum, each) => sum + each, 0) / values.length, 4),
						count: values.length,
					})),
				);
			}),
		);
	});
});
