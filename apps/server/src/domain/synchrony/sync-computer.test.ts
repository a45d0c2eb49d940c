import { SYNCHRONY_LIMITS } from "@sensocto/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SyncRig } from "./testing/sync-rig.ts";

const TAU = 2 * Math.PI;

/** Breathing at a rate in Hz, late by some seconds, with a little noise. */
function breath(rig: SyncRig, hz: number, lateS = 0): (seconds: number) => number {
	return (seconds) => 50 + 30 * Math.cos(TAU * hz * (seconds - lateS)) + rig.rng.normal(0, 1);
}

describe("SyncComputer", () => {
	let rig: SyncRig;

	beforeEach(async () => {
		rig = new SyncRig();
		await rig.start();
	});

	afterEach(() => rig.stop());

	it("does nothing while nobody watches, and stops when the last watcher leaves", async () => {
		rig.add("a", "respiration", 100, breath(rig, 0.25));
		rig.add("b", "respiration", 100, breath(rig, 0.25));
		await rig.run(40);
		expect([rig.updates.length, rig.carried.length, rig.computer.followed]).toEqual([0, 0, 0]);
		const first = rig.watch();
		const second = rig.watch();
		await rig.run(2);
		expect(rig.computer.followed).toBe(2);
		first();
		second();
		const told = rig.updates.length;
		await rig.run(60);
		expect([rig.updates.length, rig.computer.followed, rig.watches.size]).toEqual([told, 0, 0]);
	});

	it("knows the phases of before when somebody comes back within a minute", async () => {
		for (const id of ["a", "b", "c"]) rig.add(id, "respiration", 40, breath(rig, 0.25));
		const end = rig.watch();
		await rig.run(110);
		expect(rig.last.p_value).not.toBeNull();
		end();
		await rig.run(40);
		rig.watch();
		await rig.run(1);
		expect(rig.last).toMatchObject({ ready_in_s: 0, p_value: expect.any(Number) });
	});

	it("tells twice a second, to each watcher, and the wire once a second", async () => {
		rig.add("a", "respiration", 100, breath(rig, 0.25));
		rig.watch();
		rig.watch();
		await rig.run(10);
		expect(rig.updates.length).toBe(40);
		expect(rig.carried.length).toBe(10);
	});

	it("says too few for nobody, for one, and for one among silent ones", async () => {
		rig.watch();
		await rig.run(1);
		expect(rig.last).toMatchObject({
			members: [],
			verdict: "too few",
			index: null,
			p_value: null,
			pairs: [],
		});
		rig.add("a", "respiration", 100, breath(rig, 0.25));
		rig.add("b", "respiration", 100, (s) => (s < 50 ? breath(rig, 0.25)(s) : undefined));
		await rig.run(70);
		expect(rig.last.verdict).toBe("too few");
		expect(rig.last.members.map(({ accepted, reason }) => [accepted, reason])).toEqual([
			[true, undefined],
			[false, "silent"],
		]);
	});

	it("leaves out who does not breathe rhythmically, and who has just come", async () => {
		rig.add("a", "respiration", 100, breath(rig, 0.25));
		rig.add("noise", "respiration", 100, () => rig.rng.normal());
		rig.watch();
		await rig.run(40);
		rig.add("new", "respiration", 100, breath(rig, 0.25));
		await rig.run(10);
		expect(rig.last.members.map(({ reason, sensor_id }) => [sensor_id, reason])).toEqual([
			["a", undefined],
			["noise", "not rhythmic"],
			["new", "too short"],
		]);
	});

	it("fills its windows from memory: a group that is watched late has its index at once", async () => {
		for (const id of ["a", "b", "c"]) rig.add(id, "respiration", 100, breath(rig, 0.2));
		await rig.run(70);
		rig.watch();
		await rig.run(1);
		expect(rig.last.index).toBeGreaterThan(0.95);
		expect(rig.last.members[0]!.rate_hz).toBeCloseTo(0.2, 2);
		expect(rig.last.ready_in_s).toBeLessThan(30);
	});

	it("says when rhythms are too even to tell chance from more, and of nobody else", async () => {
		rig.add("a", "respiration", 100, breath(rig, 0.25));
		rig.add("b", "respiration", 100, breath(rig, 0.25, 0.4));
		rig.watch();
		await rig.run(200);
		expect(rig.last).not.toHaveProperty("too_even");
		await rig.run(160);
		expect(rig.last).toMatchObject({ verdict: "not distinguishable from chance", too_even: true });
		expect(rig.last.index).toBeGreaterThan(0.7);
		rig.add("c", "respiration", 100, breath(rig, 0.31));
		await rig.run(100);
		expect(rig.last).not.toHaveProperty("too_even");
	});

	it("tells who is ahead, on the server's clock", async () => {
		rig.add("early", "respiration", 100, breath(rig, 0.2));
		const late = rig.add("late", "respiration", 100, breath(rig, 0.2, 0.8));
		late.record.leftOffsetMs = -7_000;
		rig.watch();
		await rig.run(70);
		const { a, b, lag_ms, leader, plv } = rig.last.pairs[0]!;
		expect([a, b, leader]).toEqual(["early", "late", "early"]);
		expect(Math.abs(lag_ms! - 800)).toBeLessThan(150);
		expect(plv).toBeGreaterThan(0.95);
	});

	it("watches the sensors that are named, and follows each once", async () => {
		for (const id of ["a", "b", "c"]) rig.add(id, "respiration", 100, breath(rig, 0.2));
		rig.watch("respiration", ["c", "a", "nobody"]);
		rig.watch("respiration", ["a", "nobody", "c"]);
		expect(rig.watches.size).toBe(1);
		await rig.run(3);
		expect(rig.last.members.map(({ sensor_id }) => sensor_id)).toEqual(["c", "a"]);
		rig.watch();
		await rig.run(3);
		expect([rig.watches.size, rig.computer.followed, rig.carried.length]).toEqual([2, 3, 3]);
	});

	it("keeps groups and members within their bounds", async () => {
		for (let i = 0; i < SYNCHRONY_LIMITS.members + 5; i++) rig.add(`s${i}`, "respiration", 1_000, () => 1);
		rig.watch();
		await rig.run(2);
		expect(rig.last.members).toHaveLength(SYNCHRONY_LIMITS.members);
		for (let i = 1; i < SYNCHRONY_LIMITS.groups; i++) rig.watch("respiration", [`s${i}`]);
		expect(rig.watches.watch("respiration", ["one more"], () => {})).toBeUndefined();
	});

	it("compares heart rates from beat to beat, and tells their spectrum", async () => {
		for (const id of ["a", "b"]) {
			let beat = 0;
			rig.add(id, "rr", 50, (seconds) => {
				if (seconds < beat) return undefined;
				const rr = 850 + 60 * Math.sin(TAU * 0.2 * seconds) + rig.rng.normal(0, 4);
				beat = seconds + rr / 1_000;
				return rr;
			});
		}
		rig.watch("heart rate");
		await rig.run(150);
		expect(rig.last.kind).toBe("heart rate");
		expect(rig.last.index).toBeGreaterThan(0.8);
		expect(rig.last.members[0]!.rate_hz).toBeCloseTo(0.2, 1);
		const { high_ms2, low_ms2 } = rig.last.members[0]!.spectrum!;
		expect(high_ms2).toBeGreaterThan(10 * low_ms2);
	});

	it("starts anew after a crash, with its watchers", async () => {
		rig.add("a", "respiration", 100, breath(rig, 0.25));
		const end = rig.watches.watch("respiration", ["a"], () => {
			end();
			throw new Error("a listener that fails");
		})!;
		rig.watch();
		await rig.run(3);
		expect(rig.updates.length).toBeGreaterThan(2);
	});
});
