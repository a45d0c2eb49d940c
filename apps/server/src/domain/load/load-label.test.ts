import { SYSTEM_LOADS } from "@sensocto/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LoadLabel } from "./load-label.ts";

/** Feeds pressures 500 ms apart, a number of times each; answers the label after each stretch. */
function labels(...stretches: readonly (readonly [pressure: number, readings: number])[]): string[] {
	const label = new LoadLabel();
	let at = 0;
	return stretches.map(([pressure, readings]) => {
		for (let n = 0; n < readings; n++) {
			label.update(pressure, at, false);
			at += 500;
		}
		return label.value;
	});
}

describe("LoadLabel", () => {
	it("L1 begins only after a whole second above the threshold", () => {
		expect(labels([0.5, 2], [0.49, 1], [0.5, 2], [0.5, 1])).toEqual([
			"normal",
			"normal",
			"normal",
			"elevated",
		]);
	});

	it("L2 begins several labels at once when pressure is that high", () => {
		expect(labels([0.9, 3])).toEqual(["critical"]);
		expect(labels([0.7, 3])).toEqual(["high"]);
	});

	it("L3 keeps a label within its hysteresis for ever", () => {
		expect(labels([0.6, 3], [0.42, 1_000])).toEqual(["elevated", "elevated"]);
		expect(labels([0.75, 3], [0.62, 1_000])).toEqual(["high", "high"]);
		expect(labels([0.9, 3], [0.77, 1_000])).toEqual(["critical", "critical"]);
	});

	it("L4 ends only after ten whole seconds below, and a single reading above begins them anew", () => {
		expect(labels([0.6, 3], [0.41, 20], [0.41, 1])).toEqual(["elevated", "elevated", "normal"]);
		expect(labels([0.6, 3], [0.41, 20], [0.43, 1], [0.41, 20], [0.41, 1])).toEqual([
			...["elevated", "elevated", "elevated", "elevated", "normal"],
		]);
	});

	it("L5 falls from critical to normal in one go when nothing is left to do", () => {
		expect(labels([0.9, 3], [0, 20], [0, 1])).toEqual(["critical", "critical", "normal"]);
	});

	it("L6 is critical at once in an emergency, and ends as any other", () => {
		const label = new LoadLabel();
		expect(label.update(0.1, 0, true)).toBe("critical");
		for (let at = 500; at < 10_500; at += 500) expect(label.update(0.1, at, false)).toBe("critical");
		expect(label.update(0.1, 10_500, false)).toBe("normal");
	});

	it("L7 begins nothing that pressure did not reach, and skips nothing on the way", () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 200 }), (pressures) => {
				const label = new LoadLabel();
				const reached = (pressure: number) => [0.5, 0.7, 0.85].filter((enter) => pressure >= enter).length;
				let before = 0;
				for (const [index, pressure] of pressures.entries()) {
					const now = SYSTEM_LOADS.indexOf(label.update(pressure, index * 500, false));
					if (now > before) {
						for (const recent of pressures.slice(index - 2, index + 1))
							expect(reached(recent)).toBeGreaterThanOrEqual(now);
					}
					before = now;
				}
			}),
		);
	});
});
