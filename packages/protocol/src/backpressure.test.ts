import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	ATTENTION_LEVELS,
	backpressureConfig,
	INITIAL_BACKPRESSURE,
	readBackpressureConfig,
	SYSTEM_LOADS,
} from "./backpressure.ts";
import { PROPERTY_RUNS } from "./property-runs.ts";
import { backpressureConfigSchema } from "./schemas/backpressure-schema.ts";

describe("backpressureConfig", () => {
	// level, size, then the window at normal, elevated, high and critical load
	it.each([
		["high", 1, 100, 150, 300, 500],
		["medium", 5, 500, 750, 1500, 2500],
		["low", 10, 2000, 3000, 6000, 10_000],
		["none", 20, 5000, 7500, 15_000, 25_000],
	] as const)("follows the table at level %s", (level, size, ...windows: number[]) => {
		const multipliers = [1, 1.5, 3, 5];
		SYSTEM_LOADS.forEach((load, i) => {
			const idle = level === "low" || level === "none";
			const config = { level, load, timestamp: 1_700_000_000_000.9 };
			expect(backpressureConfig({ ...config, memoryProtection: false })).toEqual({
				attention_level: level,
				system_load: load,
				memory_protection_active: false,
				paused: idle && load === "critical",
				recommended_batch_window: windows[i],
				recommended_batch_size: size,
				load_multiplier: multipliers[i],
				timestamp: 1_700_000_000_000,
			});
			expect(backpressureConfig({ ...config, memoryProtection: true })).toMatchObject({
				memory_protection_active: true,
				paused: idle,
				recommended_batch_window: windows[i]! * 5,
				recommended_batch_size: size,
				load_multiplier: multipliers[i]! * 5,
			});
		});
	});

	it("takes a shorter window from the budget, and never a longer one than the table's", () => {
		const config = { level: "medium", load: "elevated", memoryProtection: false, timestamp: 0 } as const;
		expect(backpressureConfig({ ...config, offeredMs: 200.7 }).recommended_batch_window).toBe(200);
		expect(backpressureConfig({ ...config, offeredMs: 5_000 }).recommended_batch_window).toBe(750);
	});

	it("pauses what the budget cannot afford, but only where nobody looks", () => {
		const config = { load: "normal", memoryProtection: false, timestamp: 0, unaffordable: true } as const;
		const paused = ATTENTION_LEVELS.map((level) => backpressureConfig({ ...config, level }).paused);
		expect(paused).toEqual([true, true, false, false]);
	});

	it("begins with nobody looking at a calm server", () => {
		expect(INITIAL_BACKPRESSURE).toMatchObject({
			recommended_batch_window: 5000,
			recommended_batch_size: 20,
			paused: false,
		});
	});
});

describe("readBackpressureConfig", () => {
	const config = fc.record(
		{
			attention_level: fc.oneof(fc.constantFrom(...ATTENTION_LEVELS), fc.constantFrom("High", 3)),
			system_load: fc.constantFrom(...SYSTEM_LOADS, 0.5, undefined),
			memory_protection_active: fc.constantFrom(true, false, "no"),
			paused: fc.boolean(),
			recommended_batch_window: fc.oneof(fc.nat(), fc.double()),
			recommended_batch_size: fc.oneof(fc.nat(), fc.integer()),
			load_multiplier: fc.oneof(fc.double(), fc.constant("1")),
			timestamp: fc.oneof(fc.nat(), fc.constantFrom(null, 2 ** 53)),
			epoch: fc.constantFrom(0, 7, -1, "1"),
			ttl_ms: fc.constantFrom(600_000, null),
			reason: fc.constantFrom([], ["focused"], [1], "focused"),
			attributes: fc.constantFrom(
				{},
				{ ecg: { max_age_ms: 100, keep: "minmax@10" }, button: { max_age_ms: 0, keep: "all", more: 1 } },
				{ ecg: { max_age_ms: 100, keep: "minmax" } },
				{ ecg: { keep: "all" } },
				{ ecg: null },
				[],
			),
			more: fc.jsonValue(),
		},
		{ requiredKeys: ["attention_level", "paused", "timestamp"] },
	);

	it("takes what the server computes, with and without the load", () => {
		const { system_load: _, ...without } = INITIAL_BACKPRESSURE;
		expect(readBackpressureConfig(INITIAL_BACKPRESSURE)).toEqual(INITIAL_BACKPRESSURE);
		expect(readBackpressureConfig(without)).toEqual(without);
	});

	it("agrees with the schema", () => {
		fc.assert(
			fc.property(fc.oneof(config, fc.jsonValue()), (value) => {
				expect(readBackpressureConfig(value) !== undefined).toBe(
					backpressureConfigSchema.safeParse(value).success,
				);
			}),
			{ numRuns: PROPERTY_RUNS },
		);
	});
});
