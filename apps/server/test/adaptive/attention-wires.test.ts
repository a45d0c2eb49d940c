import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InterestForecast, NoveltyAlarm } from "../../src/bio/wires.ts";
import { FORECAST_TTL_MS } from "../../src/domain/attention/attention-tracker.ts";
import { AttentionRig, lease } from "../harness/attention-rig.ts";

const S = "AA:BB:CC:DD:EE:FF";

describe("the AttentionTracker and its wires", () => {
	let rig: AttentionRig;

	beforeEach(async () => {
		rig = await AttentionRig.start();
	});

	afterEach(() => rig.stop());

	it("leaves no producer and no consumer behind when it stops", async () => {
		const { forecast, interest, load, novelty } = rig.wires;
		expect(interest.producers).toEqual(["AttentionTracker"]);
		for (const wire of [load, novelty, forecast]) expect(wire.consumers).toEqual(["AttentionTracker"]);
		await rig.stop();
		expect(interest.producers).toEqual([]);
		for (const wire of [load, novelty, forecast]) expect(wire.consumers).toEqual([]);
		expect(rig.clock.pending).toBe(0);
	});

	it("survives a restart of its own with the load it was told before", async () => {
		rig.load("critical");
		rig.attention.load = "normal";
		await rig.crash();
		expect(rig.attention.load).toBe("critical");
		expect(rig.wires.load.consumers).toEqual(["AttentionTracker"]);
	});

	it("tells each change of level, weight or viewers with the time and who focused", async () => {
		const viewer = rig.viewer();
		const other = rig.viewer();
		viewer.update([lease(S, "view", "hr")], []);
		other.update([lease(S, "view", "hr")], []);
		viewer.update([lease(S, "focus", "hr")], []);
		other.update([lease(S, "view", "ecg")], []);
		const at = rig.clock.now();
		const two = 1 + 0.15 * Math.log(2);
		expect(rig.told).toEqual([
			{ at, sensorId: S, level: "medium", before: "none", weight: 10, viewers: 1, focusedBy: 0 },
			{ at, sensorId: S, level: "medium", before: "medium", weight: 10 * two, viewers: 2, focusedBy: 0 },
			{ at, sensorId: S, level: "high", before: "medium", weight: 100 * two, viewers: 2, focusedBy: 1 },
		]);
	});

	it("makes what is unusual high for its hold time, without a viewer", async () => {
		const novelty = rig.wires.novelty.produce("test");
		novelty.send({ sensorId: S, attributeId: "hr", holdMs: 12_000 } as NoveltyAlarm);
		expect(rig.told.at(-1)).toMatchObject({ level: "high", weight: 0, viewers: 0 });
		await rig.clock.advance(11_900);
		expect([rig.attention.level(S), rig.attention.attributeLevel(S, "hr")]).toEqual(["high", "high"]);
		await rig.clock.advance(200);
		expect(rig.levels).toEqual([
			[S, "high"],
			[S, "none"],
		]);
	});

	it("gives a forecast its weight until it is taken back or forgotten", async () => {
		const forecast = rig.wires.forecast.produce("test");
		const expect_ = (expected: number) => forecast.send({ sensorId: S, expected } as InterestForecast);
		expect_(0.8);
		expect([rig.attention.weight(S), rig.attention.level(S)]).toEqual([8, "low"]);
		expect_(0);
		expect([rig.attention.weight(S), rig.attention.level(S)]).toEqual([0.1, "none"]);
		expect_(0.8);
		await rig.clock.advance(FORECAST_TTL_MS + 200);
		expect(rig.attention.weight(S)).toBe(0.1);
	});
});
