import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BudgetInput, type BudgetState, INITIAL_BUDGET, stepBudget } from "./budget.ts";
import { estimateCapacity, LEAST_CAPACITY, UNKNOWN_CAPACITY } from "./budget-capacity.ts";

const input = (change: Partial<BudgetInput>): BudgetInput => ({
	pressure: 0.75,
	setPoint: 0.75,
	emergency: false,
	granted: 500,
	limited: true,
	dtMs: 1_000,
	...change,
});
/** A budget with room on both sides, of a node whose capacity agrees with what is granted. */
const state: BudgetState = { unitsPerSecond: 5e8, capacity: 7e8 };
const step = (change: Partial<BudgetInput>): number =>
	stepBudget(state, input({ granted: (change.pressure ?? 0.75) * state.capacity, ...change }))
		.unitsPerSecond / state.unitsPerSecond;

describe("stepBudget", () => {
	it("falls by g = .6 above the set-point", () => {
		expect(step({ pressure: 0.95 })).toBeCloseTo(Math.exp(-0.6 * 0.2), 9);
	});

	it("falls twice as fast in an emergency, and does not grow in one", () => {
		expect(step({ pressure: 0.95, emergency: true })).toBeCloseTo(Math.exp(-0.6 * 0.2 * 2), 9);
		expect(step({ pressure: 0.5, emergency: true })).toBe(1);
	});

	it("grows by g = .12 below the set-point", () => {
		expect(step({ pressure: 0.55 })).toBeCloseTo(Math.exp(0.12 * 0.2), 9);
	});

	it.each([0.735, 0.75, 0.765])("leaves the budget alone at %f: within .02 of the set-point", (pressure) => {
		expect(step({ pressure })).toBe(1);
	});

	it("counts a gap between readings as two seconds, and a clock that ran backwards as none", () => {
		expect(step({ pressure: 0.55, dtMs: 3_600_000 })).toBeCloseTo(Math.exp(0.12 * 0.2 * 2), 9);
		expect(step({ pressure: 0.55, dtMs: -5_000 })).toBe(1);
	});

	it("starts from what is demanded when pressure comes while nothing is slowed", () => {
		const { unitsPerSecond } = stepBudget(
			INITIAL_BUDGET,
			input({ pressure: 0.95, granted: 2e8, limited: false }),
		);
		expect(unitsPerSecond).toBeCloseTo(2e8 * Math.exp(-0.6 * 0.2), 0);
	});

	it("stands as high as it may while it slows nothing and there is room", () => {
		expect(step({ pressure: 0.5, limited: false, granted: 1e7 })).toBeCloseTo((1.2 * 7e8) / 5e8, 9);
	});

	it("does not fall below what is spent whatever it says", () => {
		expect(step({ pressure: 0.95, held: state.unitsPerSecond * 0.99 })).toBeCloseTo(0.99, 9);
	});

	it("stays within .1 and 1.2 of the capacity, whatever comes", () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.record({
						pressure: fc.double({ min: 0, max: 1, noNaN: true }),
						setPoint: fc.double({ min: 0.55, max: 0.85, noNaN: true }),
						emergency: fc.boolean(),
						granted: fc.double({ min: 0, max: 1e8, noNaN: true }),
						limited: fc.boolean(),
						held: fc.double({ min: 0, max: 1e9, noNaN: true }),
						dtMs: fc.integer({ min: 0, max: 60_000 }),
					}),
				),
				(inputs) => {
					let now = INITIAL_BUDGET;
					for (const next of inputs) {
						now = stepBudget(now, next);
						expect(now.unitsPerSecond).toBeGreaterThanOrEqual(0.1 * now.capacity);
						expect(now.unitsPerSecond).toBeLessThanOrEqual(1.2 * now.capacity);
						expect(now.capacity).toBeGreaterThan(0);
					}
				},
			),
		);
	});
});

describe("estimateCapacity", () => {
	const look = { pressure: 0.5, setPoint: 0.75, granted: 1e8, limited: false, dtMs: 500 };
	const after = (capacity: number, seconds: number, change: Partial<typeof look>): number => {
		let estimate = capacity;
		for (let i = 0; i < seconds * 2; i++) estimate = estimateCapacity(estimate, { ...look, ...change });
		return estimate;
	};

	it("supposes nothing of a node that was never near its limit, however much else presses", () => {
		expect(after(UNKNOWN_CAPACITY, 3_600, { pressure: 0.6 })).toBe(UNKNOWN_CAPACITY);
	});

	it("finds the capacity within seconds when full demand exceeds the set-point", () => {
		expect(after(UNKNOWN_CAPACITY, 30, { pressure: 0.9, granted: 9e7 })).toBeCloseTo(1e8, -6);
	});

	it("hardly follows down what is granted less already: memory that stays full starves nobody", () => {
		expect(after(1e8, 10, { pressure: 0.9, granted: 9e6, limited: true })).toBeGreaterThan(9.2e7);
	});

	it("rises on evidence of more", () => {
		expect(after(1e7, 60, { pressure: 0.5, granted: 4e7 })).toBeCloseTo(8e7, -6);
	});

	it("stays where slowing still saves something when the node is busy with anything but streams", () => {
		expect(after(UNKNOWN_CAPACITY, 60, { pressure: 1, granted: 0 })).toBeCloseTo(LEAST_CAPACITY, 3);
	});

	it("takes the first tenth of pressure for no evidence", () => {
		expect(after(1e8, 1, { pressure: 0.4, granted: 0 })).toBe(1e8);
		expect(estimateCapacity(5e7, { ...look, pressure: 0, granted: 1e8, dtMs: 1e9 })).toBe(UNKNOWN_CAPACITY);
	});

	it("forgets in calm what no longer shows", () => {
		expect(after(1e7, 60, { pressure: 0.1, granted: 0 })).toBeCloseTo(1e7 * Math.E, -1);
		expect(after(1e7, 3_600, { pressure: 0.1, granted: 0 })).toBe(UNKNOWN_CAPACITY);
	});
});
