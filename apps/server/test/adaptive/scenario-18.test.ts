import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SyncRig } from "../../src/domain/synchrony/testing/sync-rig.ts";

const TAU = 2 * Math.PI;

/** Both breathe on their own for so long, then in the same phase, in s. */
const ALONE_S = 120;

describe("scenario 18", () => {
	let rig: SyncRig;

	beforeEach(async () => {
		rig = new SyncRig();
		await rig.start();
		rig.watch();
		[0.21, 0.29].forEach((hz, i) => {
			rig.add(`breather-${i + 1}`, "respiration", 100, (seconds) => {
				const phase = TAU * (seconds < ALONE_S ? hz * seconds + i / 3 : 0.25 * seconds);
				return 50 + 30 * Math.cos(phase) + rig.rng.normal(0, 2);
			});
		});
	});

	afterEach(() => rig.stop());

	it("scenario 18: two independent breathers are at most .15 and chance, then in sync within 60 s", async () => {
		await rig.run(ALONE_S);
		const alone = rig.updates.filter(({ index }) => index !== null);
		expect(alone.length).toBeGreaterThan(100);
		expect(rig.last.index).toBeLessThanOrEqual(0.15);
		expect(alone.every(({ index }) => index! <= 0.15)).toBe(true);
		expect(alone.every(({ verdict }) => verdict === "not distinguishable from chance")).toBe(true);
		await rig.run(60);
		expect(rig.last.index).toBeGreaterThanOrEqual(0.9);
		expect(rig.last.verdict).toBe("in sync");
		expect(rig.last.p_value).toBeLessThanOrEqual(0.05);
		// What the plain order parameter would have said of the strangers.
		expect(alone.reduce((sum, { raw_r }) => sum + raw_r!, 0) / alone.length).toBeGreaterThan(0.5);
	});
});
