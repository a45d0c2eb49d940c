import { withSeed } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { LoadLabel } from "../../src/domain/load/load-label.ts";
import { SystemLoad } from "../../src/domain/load/system-load.ts";

const READINGS = 2 * 3_600;
const INTERVAL_MS = 500;
const MEAN = 0.5;
const DEVIATION = 0.04;
const CHANGES = 10;

/** How often neighbours differ. */
function changes(labels: readonly string[]): number {
	return labels.filter((label, index) => index > 0 && label !== labels[index - 1]).length;
}

describe("scenario 11: noise of sd .04 around a threshold of .50 for an hour", () => {
	it("changes the label at most 10 times when the noise is on the smoothed pressure", () =>
		withSeed((rng) => {
			const label = new LoadLabel();
			const labels = Array.from({ length: READINGS }, (_, n) =>
				label.update(rng.normal(MEAN, DEVIATION), n * INTERVAL_MS, false),
			);
			expect(changes(labels)).toBeLessThanOrEqual(CHANGES);
			expect(labels).toContain("elevated");
		}));

	it("changes the label at most 10 times when the noise is on the signals", () =>
		withSeed((rng) => {
			const load = new SystemLoad("production");
			const labels = Array.from({ length: READINGS }, (_, n) => {
				const monotonic = n * INTERVAL_MS;
				const signals = { "event loop": rng.normal(MEAN, DEVIATION) };
				return load.observe({ at: monotonic, monotonic, signals, sojournMs: 0, loopDelayP99Ms: 0 }).label;
			});
			expect(changes(labels)).toBeLessThanOrEqual(CHANGES);
		}));

	it("without hysteresis and dwell it would change hundreds of times", () =>
		withSeed((rng) => {
			const labels = Array.from({ length: READINGS }, () =>
				rng.normal(MEAN, DEVIATION) >= MEAN ? "elevated" : "normal",
			);
			expect(changes(labels)).toBeGreaterThan(300);
		}));
});
