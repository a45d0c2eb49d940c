import { describe, expect, it } from "vitest";
import type { Allocation } from "../wires.ts";
import { rateHz, windowMs } from "./allocate-stream.ts";

const allocation = (change: Partial<Allocation>): Allocation => ({
	at: 0,
	epoch: 1,
	lambda: Number.POSITIVE_INFINITY,
	pauseBelow: 0,
	contended: true,
	demanded: 0,
	granted: 0,
	budget: 0,
	reason: "",
	...change,
});
const viewed = { weight: 10, cost: 1_000, level: "medium" } as const;

describe("rateHz", () => {
	it("is the full rate before there is an allocation, and without contention", () => {
		expect(rateHz(undefined, viewed)).toBe(5);
		expect(rateHz(allocation({}), viewed)).toBe(5);
	});

	it("pauses what is worth too little per cost, but nothing that is on screen", () => {
		const unseen = { weight: 1, cost: 1_000, level: "low" } as const;
		expect(rateHz(allocation({ lambda: 10, pauseBelow: 0.002 }), unseen)).toBe(0);
		expect(rateHz(allocation({ lambda: 10, pauseBelow: 0.001 }), unseen)).toBeCloseTo(0.316, 3);
		expect(rateHz(allocation({ lambda: 10, pauseBelow: 1 }), viewed)).toBe(1);
	});

	it("follows the figure of the pool where that is smaller", () => {
		const novel = { ...viewed, pool: "novelty" } as const;
		const pools = { novelty: 6, predicted: Number.POSITIVE_INFINITY };
		expect(rateHz(allocation({ lambda: 10, pools }), novel)).toBeCloseTo(0.6);
		expect(rateHz(allocation({ lambda: 10, pools }), { ...novel, pool: "predicted" })).toBeCloseTo(1);
	});

	it("takes the slower of processor and uplink, by cost the one and by bytes the other", () => {
		const uplink = { lambda: 1, pauseBelow: 0 };
		expect(rateHz(allocation({ lambda: 20, uplink }), { ...viewed, bytes: 10 })).toBe(1);
		expect(rateHz(allocation({ lambda: 10, uplink }), { ...viewed, bytes: 0.1 })).toBe(1);
		expect(rateHz(allocation({ lambda: 20, uplink }), viewed)).toBe(2);
		expect(rateHz(allocation({ lambda: 20, uplink }), { ...viewed, bytes: 0 })).toBe(2);
	});
});

describe("windowMs", () => {
	it("is the time between two messages, and without end when paused", () => {
		expect(windowMs(undefined, viewed)).toBe(200);
		expect(windowMs(allocation({ pauseBelow: 1 }), { ...viewed, level: "none" })).toBe(
			Number.POSITIVE_INFINITY,
		);
	});
});
