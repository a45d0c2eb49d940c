import type { AttentionLevel } from "@sensocto/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rateHz, windowMs } from "../../src/bio/budget/allocate-stream.ts";
import { RATE_BOUNDS } from "../../src/bio/budget/rate-bounds.ts";
import { ResourceArbiter } from "../../src/bio/resource-arbiter.ts";
import { BioRig } from "../../src/bio/testing/bio-rig.ts";
import { INTEREST_WEIGHTS } from "../../src/bio/wires.ts";

/** Cost units of one message. */
const COST = 1_000_000;

const stream = (level: AttentionLevel, weight: number) => ({ level, weight, cost: COST });
const high = stream("high", INTEREST_WEIGHTS.focus);
const medium = stream("medium", INTEREST_WEIGHTS.view);
const low = stream("low", INTEREST_WEIGHTS.background);

describe("scenario 13: 20 focused, 120 viewed and 260 background streams under a fixed budget", () => {
	let rig: BioRig;
	beforeEach(() => {
		rig = new BioRig();
	});
	afterEach(() => rig.stop());

	/** Runs the arbiter at its set-point with a budget of so many messages a second. */
	async function share(messages: number): Promise<(kind: typeof high) => number> {
		const budget = rig.wires.budget.produce("before");
		budget.send({ at: rig.clock.now(), unitsPerSecond: messages * COST, capacity: messages * 1.5 * COST });
		budget.end();
		const classes = [
			{ ...high, count: 20 },
			{ ...medium, count: 120 },
			{ ...low, count: 260 },
		];
		await rig.start(() => new ResourceArbiter(rig, { classes: () => classes, onChange: () => () => {} }));
		await rig.clock.advance(1_100);
		return (kind) => rateHz(rig.wires.allocation.latest, kind);
	}
	const sum = (rate: (kind: typeof high) => number): number =>
		20 * rate(high) + 120 * rate(medium) + 260 * rate(low);

	it("scenario 13: at 300 messages/s the sum is at most 306, and focused to viewed is as √10 unless clamped", async () => {
		const rate = await share(300);
		expect(sum(rate)).toBeLessThanOrEqual(306);
		expect(sum(rate)).toBeGreaterThan(294);
		const { max, min } = RATE_BOUNDS.medium;
		expect(rate(medium)).toBeGreaterThan(min);
		expect(rate(medium)).toBeLessThan(max);
		expect(rate(high) / rate(medium)).toBeGreaterThan(Math.sqrt(10) * 0.95);
		expect(rate(high) / rate(medium)).toBeLessThan(Math.sqrt(10) * 1.05);
	});

	it("scenario 13: with room for all nobody waits longer than the fastest window of the level", async () => {
		await share(1_000);
		const { latest } = rig.wires.allocation;
		expect([high, medium, low].map((kind) => windowMs(latest, kind))).toEqual([100, 200, 2_000]);
	});

	it("scenario 13: with too little for the slowest rates the background is paused, never what is on screen", async () => {
		const rate = await share(110);
		expect([rate(high), rate(medium), rate(low)].map((hz) => hz > 0)).toEqual([true, true, false]);
		expect(sum(rate)).toBeLessThanOrEqual(112.2);
	});
});
