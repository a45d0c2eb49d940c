import { type SeededRng, withSeed } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { CO_ACCESS, CoAccess } from "./co-access.ts";

const DAY_MS = 86_400_000;
const T = Date.UTC(2024, 0, 1);

/** One viewer looks at these, ten seconds apart, and at nothing for two minutes before. */
function visit(coAccess: CoAccess, viewer: number, at: number, ...sensors: string[]): void {
	sensors.forEach((sensorId, i) => {
		coAccess.focus(viewer, sensorId, at + i * 10_000);
	});
}

/** Visits of pairs: each sensor is left for its partner; the partners of different pairs are strangers. */
function pairs(coAccess: CoAccess, times: number, names = ["a", "b", "c", "d", "e", "f"]): void {
	for (let n = 0; n < times; n++)
		for (let i = 0; i < names.length; i += 2)
			visit(coAccess, 1, T + (n * names.length + i) * 200_000, names[i]!, names[i + 1]!);
}

function ids(coAccess: CoAccess, sensorId: string, at = T): string[] {
	return coAccess.companions(sensorId, at).map((companion) => companion.sensorId);
}

describe("CoAccess", () => {
	it("knows no companions of a sensor nobody focused", () => {
		expect(new CoAccess().companions("a", T)).toEqual([]);
	});

	it("names what follows within a minute, with its share, lift and support", () => {
		const coAccess = new CoAccess();
		pairs(coAccess, 6);
		const [companion, ...others] = coAccess.companions("a", T);
		expect(others).toEqual([]);
		expect(companion).toMatchObject({ sensorId: "b" });
		expect(companion!.probability).toBeCloseTo(1, 9);
		// b follows one in five of the focuses on others.
		expect(companion!.lift).toBeCloseTo(5, 1);
		expect(companion!.support).toBeCloseTo(6, 1);
		// The way back was never taken.
		expect(ids(coAccess, "b")).toEqual([]);
	});

	it("does not take what comes later than a minute, or from another viewer, for a companion", () => {
		const coAccess = new CoAccess();
		pairs(coAccess, 10, ["x", "y", "z", "w"]);
		for (let n = 0; n < 20; n++) {
			const at = T + n * 300_000;
			coAccess.focus(1, "a", at);
			coAccess.focus(2, "b", at + 5_000);
			coAccess.focus(1, "c", at + 60_001);
		}
		expect(ids(coAccess, "a")).toEqual([]);
		for (let n = 20; n < 40; n++) {
			coAccess.focus(1, "a", T + n * 300_000);
			coAccess.focus(1, "d", T + n * 300_000 + 60_000);
		}
		expect(ids(coAccess, "a", T + 40 * 300_000)).toEqual(["d"]);
	});

	it("wants a support of five and a lift of two", () => {
		const coAccess = new CoAccess();
		pairs(coAccess, 4);
		expect(ids(coAccess, "a")).toEqual([]);
		// Everything is followed by h alike: that says nothing about a.
		const home = new CoAccess();
		for (let n = 0; n < 40; n++) visit(home, 1, T + n * 200_000, ["a", "b", "c", "d"][n % 4]!, "h");
		expect(ids(home, "a")).toEqual([]);
	});

	it("counts coming back to the sensor just looked at once, and a follower once per focus", () => {
		const coAccess = new CoAccess();
		pairs(coAccess, 6, ["c", "d", "e", "f"]);
		for (let n = 0; n < 6; n++) visit(coAccess, 1, T + n * 200_000, "a", "a", "b", "b", "x", "b");
		const companion = coAccess.companions("a", T).find(({ sensorId }) => sensorId === "b");
		expect(companion!.probability).toBeCloseTo(1, 9);
		expect(companion!.support).toBeCloseTo(6, 1);
	});

	it("halves what it saw every seven days", () => {
		const coAccess = new CoAccess();
		pairs(coAccess, 12);
		expect(coAccess.companions("a", T + 7 * DAY_MS)[0]!.support).toBeCloseTo(6, 1);
		expect(ids(coAccess, "a", T + 14 * DAY_MS)).toEqual([]);
	});

	it("stays exact over years, when its weights are divided", () => {
		const coAccess = new CoAccess();
		for (let week = 0; week < 150; week++) {
			const at = T + week * 7 * DAY_MS;
			for (let n = 0; n < 4; n++) {
				visit(coAccess, 1, at + n * 400_000, "a", "b");
				visit(coAccess, 1, at + n * 400_000 + 200_000, "c", "d");
			}
		}
		const [companion] = coAccess.companions("a", T + 149 * 7 * DAY_MS);
		// 4 + 4/2 + 4/4 + … = 8.
		expect(companion!.support).toBeCloseTo(8, 1);
		expect(companion!.probability).toBeCloseTo(1, 9);
	});

	it("names five at most, the likeliest first", () => {
		const coAccess = new CoAccess();
		for (let n = 0; n < 70; n++) visit(coAccess, 1, T + n * 400_000, "a", `n${Math.floor(Math.sqrt(n))}`);
		for (let n = 0; n < 200; n++) visit(coAccess, 1, T + n * 400_000 + 200_000, `u${n}`, `v${n}`);
		expect(ids(coAccess, "a")).toEqual(["n7", "n6", "n5", "n4", "n3"]);
	});

	it("says the same after it was stored and restored, and goes on", () => {
		const coAccess = new CoAccess();
		pairs(coAccess, 9);
		const restored = new CoAccess();
		for (const [sensorId, state] of coAccess.snapshot(T + DAY_MS)) restored.restore(sensorId, state);
		expect(restored.companions("a", T + DAY_MS)[0]!.support).toBeCloseTo(
			coAccess.companions("a", T + DAY_MS)[0]!.support,
			2,
		);
		expect(restored.companions("a", T)[0]!.lift).toBeCloseTo(coAccess.companions("a", T)[0]!.lift, 2);
		for (const text of ["", "{}", '[1,"x",[]]', '[1,2,[["b",-1]]]'])
			expect(() => restored.restore("z", text)).toThrow();
	});

	it("forgets pairs that hardly count any more when it is stored", () => {
		const coAccess = new CoAccess();
		pairs(coAccess, 6);
		const states = new Map(coAccess.snapshot(T + 100 * DAY_MS));
		expect(JSON.parse(states.get("a")!)[2]).toEqual([]);
	});

	it("stays within its bounds, and consistent, whatever people do", async () => {
		await withSeed((rng: SeededRng) => {
			const coAccess = new CoAccess();
			let at = T;
			for (let n = 0; n < 30_000; n++) {
				at += rng.int(0, 20_000);
				coAccess.focus(rng.int(1, 3_000), `s${rng.int(0, rng.chance(0.5) ? 20 : 6_000)}`, at);
			}
			expect(coAccess.size).toBeLessThanOrEqual(CO_ACCESS.sensors);
			const known = new Set<string>();
			const follows = new Map<string, number>();
			for (const [sensorId, state] of coAccess.snapshot(at)) {
				known.add(sensorId);
				const pairs = JSON.parse(state)[2] as [string, number][];
				expect(pairs.length).toBeLessThanOrEqual(CO_ACCESS.followers);
				for (const [other, pair] of pairs) follows.set(other, (follows.get(other) ?? 0) + pair);
			}
			for (const other of follows.keys()) expect(known.has(other)).toBe(true);
			for (const sensorId of known)
				for (const { lift, probability } of coAccess.companions(sensorId, at)) {
					expect(probability).toBeLessThanOrEqual(1 + 1e-9);
					expect(Number.isFinite(lift)).toBe(true);
				}
		});
	});
});
