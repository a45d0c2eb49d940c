import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { REMOTE_TTL_MS } from "../../src/domain/attention/granted-leases.ts";
import { ViewerCondition } from "../../src/domain/attention/viewer-cap.ts";
import { ViewerInterest } from "../../src/domain/attention/viewer-interest.ts";
import { liveSensors, TestDevice } from "../../src/domain/sensors/testing/live-sensors.ts";
import { AttentionRig, lease } from "../harness/attention-rig.ts";

const S = "AA:BB:CC:DD:EE:FF";
const HALF_AN_HOUR_MS = 30 * 60_000;

/** Time after which a silent viewer's leases end. */
const LEASE_TTL_MS = 45_000;

describe("what an attention tracker is known to get wrong", () => {
	let rig: AttentionRig;
	const level = (id = S) => rig.attention.level(id);

	beforeEach(async () => {
		rig = await AttentionRig.start();
	});
	afterEach(() => rig.stop());

	it("trap: unfocus leaves nobody hovering", async () => {
		const touch = rig.viewer();
		touch.update([lease(S, "view", "ecg"), lease(S, "focus", "ecg")], []);
		touch.update([], [lease(S, "focus", "ecg")]);
		expect(rig.attention.kinds(S)).toMatchObject({ hover: 0, view: 1 });
		await rig.clock.advance(15_100);
		expect(level()).toBe("medium");
		await rig.clock.advance(HALF_AN_HOUR_MS);
		expect(rig.levels).toEqual([
			[S, "medium"],
			[S, "high"],
			[S, "medium"],
		]);
	});

	it("trap: two tabs of one user count as two", async () => {
		const [one, other] = [rig.viewer(), rig.viewer()];
		one.update([lease(S, "view", "ecg")], []);
		other.update([lease(S, "view", "ecg")], []);
		expect(rig.attention.viewers(S)).toBe(2);
		one.clear();
		await rig.clock.advance(HALF_AN_HOUR_MS);
		expect(level()).toBe("medium");
		other.clear();
		expect(level()).toBe("none");
	});

	it("trap: a battery that is reported low is applied, to that viewer alone", () => {
		const [phone, wall] = [rig.viewer(), rig.viewer()];
		const condition = new ViewerCondition();
		const report = (batteryLevel: number): void => {
			condition.report({ batteryLevel, batteryCharging: false });
			phone.limit(condition.cap);
		};
		phone.update([lease(S, "focus", "ecg"), lease("other", "focus", "ecg")], []);
		wall.update([lease("other", "hover", "hr")], []);
		report(0.25);
		expect([level(), level("other")]).toEqual(["medium", "high"]);
		report(0.1);
		expect([level(), level("other")]).toEqual(["low", "high"]);
	});

	it("trap: a sweep tells what it took away", async () => {
		const silent = rig.viewer();
		silent.heartbeat();
		silent.update([lease(S, "pin")], []);
		await rig.clock.advance(LEASE_TTL_MS + 200);
		expect(rig.levels).toEqual([
			[S, "high"],
			[S, "none"],
		]);
		expect(rig.told.at(-1)).toMatchObject({ sensorId: S, level: "none", before: "high", viewers: 0 });
	});

	it("trap: a sweep reaches the device: it is told to slow down", async () => {
		const { attention, clock, join } = await liveSensors();
		const device = new TestDevice();
		await join(S, device);
		const silent = new ViewerInterest(attention, clock);
		silent.heartbeat();
		silent.update([lease(S, "focus", "ecg")], []);
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "high", recommended_batch_window: 100 });
		await clock.advance(LEASE_TTL_MS + 200);
		attention.wheel.advance(clock.monotonic());
		await clock.advance(250);
		expect(device.configs.at(-1)).toMatchObject({ attention_level: "none", recommended_batch_window: 5_000 });
	});

	it("trap: a restart of the tracker drops no watched sensor", async () => {
		const viewer = rig.viewer();
		viewer.update([lease(S, "view", "ecg"), lease("pinned", "pin"), lease("tail", "hover")], []);
		viewer.update([], [lease("tail", "hover")]);
		await rig.crash();
		expect(rig.restarts).toBe(1);
		expect([level(), level("pinned"), level("tail")]).toEqual(["medium", "high", "high"]);
		expect(rig.levels.map(([, each]) => each)).not.toContain("none");
		await rig.clock.advance(8_100);
		expect([level(), level("pinned"), level("tail")]).toEqual(["medium", "high", "none"]);
	});

	it("trap: nodes do not overwrite each other's levels, and one that falls silent is forgotten", async () => {
		expect(REMOTE_TTL_MS).toBe(60_000);
		const until = (): number => rig.clock.monotonic() + REMOTE_TTL_MS;
		rig.viewer().update([lease(S, "view")], []);
		rig.attention.remote("b", S, "high", until());
		rig.attention.remote("c", S, "low", until());
		rig.attention.remote("d", S, "none", until());
		expect([level(), rig.attention.localLevel(S)]).toEqual(["high", "medium"]);
		await rig.clock.advance(REMOTE_TTL_MS - 1_000);
		rig.attention.remote("c", S, "low", until());
		expect(level()).toBe("high");
		await rig.clock.advance(1_200);
		expect(level()).toBe("medium");
	});

	it("trap: visitors of the landing page lift no sensor above low, and tell sensors once, not each for itself", () => {
		let told = 0;
		rig.attention.onLobby(() => told++);
		for (let visitor = 0; visitor < 100; visitor++) rig.attention.lobby(1);
		expect([level(), rig.attention.weight(S), rig.attention.viewers(S)]).toEqual(["low", 1, 0]);
		for (let visitor = 0; visitor < 100; visitor++) rig.attention.lobby(-1);
		expect(level()).toBe("none");
		expect([told, rig.levels, [...rig.attention.demand()]]).toEqual([2, [], []]);
	});

	it("trap: ids with colons leave what they entered, and nothing else", async () => {
		const viewer = rig.viewer();
		const ids = ["a", "a:b", "a:b:c", S];
		viewer.update(
			ids.map((id) => lease(id, "view", "ecg")),
			[],
		);
		viewer.update([], [lease("a:b", "view", "ecg")]);
		expect(ids.map((id) => level(id))).toEqual(["medium", "none", "medium", "medium"]);
		viewer.update(
			[],
			ids.map((id) => lease(id, "view", "ecg")),
		);
		expect(ids.map((id) => level(id))).toEqual(["none", "none", "none", "none"]);
	});
});
