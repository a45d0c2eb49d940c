import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ViewerInterest } from "../../src/domain/attention/viewer-interest.ts";
import { AttentionRig, lease } from "../harness/attention-rig.ts";

const VIEWERS = 50;

describe("the attention service is killed", () => {
	let rig: AttentionRig;
	let viewers: ViewerInterest[];
	const sensors = Array.from({ length: VIEWERS }, (_, i) => `s:${i}`);

	beforeEach(async () => {
		rig = await AttentionRig.start();
		viewers = sensors.map((id, i) => {
			const viewer = rig.viewer();
			viewer.heartbeat();
			viewer.update([lease(id, "view", "ecg"), lease("everybody's", "view")], []);
			if (i % 3 === 0) viewer.update([lease(id, "focus", "ecg")], []);
			if (i % 5 === 0) viewer.update([lease(`pinned:${i}`, "pin")], []);
			return viewer;
		});
	});
	afterEach(() => rig.stop());

	const levels = () => [...rig.attention.demand()].map(({ level, sensorId }) => [sensorId, level]);

	it("scenario 19: with 50 live viewers no device drops to none, every lease counts within 5 s, pins survive", async () => {
		const before = levels();
		expect(before).toHaveLength(VIEWERS + 1 + VIEWERS / 5);
		rig.levels.length = 0;
		await rig.crash();
		await rig.clock.advance(0);
		expect(rig.restarts).toBe(1);
		expect(levels()).toEqual(before);
		for (let second = 0; second < 5; second++) {
			for (const viewer of viewers) viewer.heard();
			await rig.clock.advance(1_000);
		}
		expect(levels()).toEqual(before);
		expect(rig.levels).toEqual([]);
	});

	it("scenario 19: what changes while it is down counts at once and is told when it is back", async () => {
		rig.told.length = 0;
		rig.attention.wheel.schedule(0, () => {
			// Viewers go on at the very moment of the crash.
			queueMicrotask(() => {
				viewers[1]!.clear();
				viewers[2]!.update([lease("new", "focus")], []);
			});
			throw new Error("killed");
		});
		await rig.clock.advance(100);
		expect(rig.restarts).toBe(1);
		expect([rig.attention.level("s:1"), rig.attention.level("new")]).toEqual(["none", "high"]);
		expect(rig.told.map(({ level, sensorId, viewers: n }) => [sensorId, level, n])).toEqual(
			expect.arrayContaining([
				["s:1", "none", 0],
				["everybody's", "medium", VIEWERS - 1],
				["new", "high", 1],
			]),
		);
	});

	it("scenario 19: killed again and again, the tracker still ends tails and silent viewers' leases", async () => {
		viewers[0]!.update([], [lease("s:0", "focus", "ecg")]);
		for (let kill = 0; kill < 3; kill++) {
			await rig.crash();
			await rig.clock.advance(5_000);
		}
		expect(rig.restarts).toBe(3);
		expect(rig.attention.level("s:0")).toBe("medium");
		await rig.clock.advance(30_000);
		expect(levels()).toEqual([]);
	});
});
