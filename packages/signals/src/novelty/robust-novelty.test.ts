import { SeededRng } from "@sensocto/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RobustNovelty } from "./robust-novelty.ts";
import { QUIET_STREAMS, type QuietStream } from "./testing/synthetic-streams.ts";

const HOURS = 6;
const SECONDS = HOURS * 3_600;
const SEEDS = [1, 2, 3, 4, 5];

interface Alarm {
	second: number;
	kind: string;
}

/** Alarms of a detector over values one a second. */
function alarms(value: (i: number) => number, seconds: number, detector = new RobustNovelty()): Alarm[] {
	const found: Alarm[] = [];
	for (let second = 0; second < seconds; second++) {
		const kind = detector.step(1_000 * second, value(second));
		if (kind !== "none") found.push({ second, kind });
	}
	return found;
}

const quiet = (name: QuietStream, seed: number) => QUIET_STREAMS[name](new SeededRng(seed));

describe("RobustNovelty", () => {
	it("takes in nothing but finite values that are newer than the last", () => {
		const detector = new RobustNovelty();
		alarms(quiet("gaussian", 1), 300, detector);
		const before = detector.snapshot();
		for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
			expect(detector.step(400_000, value)).toBe("none");
		}
		expect(detector.step(299_000, 1e6)).toBe("none");
		expect(detector.snapshot()).toEqual(before);
	});

	it("judges nothing while it warms up", () => {
		expect(alarms((i) => (i === 60 ? 1_000 : 0.1 * (i % 7)), 119)).toEqual([]);
	});

	it.each([
		["gaussian", 0.5],
		["AR(1) .95", 0.5],
		["diurnal", 0.5],
		["ramp", 0.5],
		["quantised", 0.5],
		["t3", 3],
	] as const)("raises few false alarms on a %s stream: at most %d an hour", (name, limit) => {
		const total = SEEDS.reduce((sum, seed) => sum + alarms(quiet(name, seed), SECONDS).length, 0);
		expect(total / (HOURS * SEEDS.length)).toBeLessThanOrEqual(limit);
	});

	it("scenario 12: N(60, 1) at 1 Hz for 6 h, one +8 sd value, then a lasting +3 sd", () => {
		for (const seed of SEEDS) {
			const stream = quiet("gaussian", seed);
			const [spikeAt, shiftAt] = [2 * 3_600, 4 * 3_600];
			const found = alarms((i) => {
				const usual = stream(i);
				if (i === spikeAt) return usual + 8;
				return i >= shiftAt ? usual + 3 : usual;
			}, SECONDS);
			expect(found.length, `seed ${seed}`).toBeLessThanOrEqual(3);
			expect(found).toContainEqual({ second: spikeAt, kind: "spike" });
			const after = found.filter(({ second }) => second >= shiftAt);
			expect(after, `seed ${seed}`).toHaveLength(1);
			expect(after[0]!.second - shiftAt).toBeLessThanOrEqual(10);
		}
	});

	it("finds 95 % of single values 8 sd away, at once", () => {
		const at = 1_800;
		const found = Array.from({ length: 60 }, (_, seed) => {
			const stream = quiet("gaussian", 100 + seed);
			return alarms((i) => stream(i) + (i === at ? 8 : 0), at + 1).some(({ second }) => second === at);
		});
		expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(57);
	});

	it("tells the score of a spike and what is usual", () => {
		const detector = new RobustNovelty();
		const stream = quiet("gaussian", 3);
		alarms(stream, 3_600, detector);
		expect(detector.step(3_600_000, 70)).toBe("spike");
		expect(detector.score).toBeGreaterThan(8);
		expect(detector.score).toBeLessThan(13);
		expect(detector.usual().centre).toBeCloseTo(60, 0);
		expect(detector.usual().spread).toBeGreaterThan(0.8);
		expect(detector.usual().spread).toBeLessThan(1.2);
	});

	it("knows how much neighbours resemble each other", () => {
		const detector = new RobustNovelty();
		alarms(quiet("AR(1) .95", 1), 3_600, detector);
		expect(detector.correlation).toBeGreaterThan(0.85);
		const independent = new RobustNovelty();
		alarms(quiet("gaussian", 1), 3_600, independent);
		expect(independent.correlation).toBeLessThan(0.2);
	});

	it("raises its threshold with every spike, and lowers it again in quiet hours", () => {
		const detector = new RobustNovelty();
		alarms((i) => (i > 200 && i % 40 === 0 ? 50 : (i % 2) * 0.1), 1_000, detector);
		expect(detector.threshold).toBeCloseTo(20, 1);
		const quietFrom = 1_000;
		for (let i = 0; i < 12 * 3_600; i++) detector.step((quietFrom + i) * 1_000, (i % 2) * 0.1);
		expect(detector.threshold).toBeCloseTo(14, 0);
	});

	it("raises at most one alarm in 30 s", () => {
		const stream = quiet("gaussian", 1);
		const found = alarms((i) => stream(i) + (i >= 600 && i < 620 ? 40 * (i % 3) : 0), 640);
		expect(found.filter(({ second }) => second >= 600)).toHaveLength(1);
		for (const [second, alarmed] of [
			[630, [600]],
			[631, [600, 631]],
		] as const) {
			const again = quiet("gaussian", 1);
			const twice = alarms((i) => again(i) + (i === 600 || i === second ? 40 : 0), 640);
			expect(twice.filter((alarm) => alarm.second >= 600).map((alarm) => alarm.second)).toEqual(alarmed);
		}
	});

	it("learns the usual with a time constant of five minutes", () => {
		const detector = new RobustNovelty();
		const [offset, seconds] = [0.5, 300];
		alarms((i) => (i % 2 === 0 ? -1 : 1) + (i < 3_600 ? 0 : offset), 3_600 + seconds, detector);
		expect(Math.abs(detector.usual().centre - offset * (1 - Math.exp(-1)))).toBeLessThan(0.02);
	});

	it("keeps quiet about a coarse reading that steps to and fro", () => {
		expect(alarms((i) => (Math.floor(i / 40) % 3 === 0 ? 21.5 : 21), SECONDS)).toEqual([]);
	});

	it("finds a step from one constant to another, however small its numbers are", () => {
		expect(alarms((i) => (i < 1_000 ? 1e-4 : 9e-4), 2_000)).toEqual([{ second: 1_000, kind: "spike" }]);
		expect(alarms((i) => (i < 1_000 ? 21.5 : 26.5), 2_000)).toEqual([{ second: 1_000, kind: "spike" }]);
	});

	it("takes no single step of a coarse reading for news when it knows how coarse it is", () => {
		const battery = (i: number) => 84 - Math.floor(i / 600);
		expect(alarms(battery, SECONDS, new RobustNovelty(1))).toEqual([]);
		expect(alarms(battery, 700).map(({ second }) => second)).toEqual([600]);
		expect(alarms((i) => (i === 900 ? 70 : 84), 1_000, new RobustNovelty(1))).toEqual([
			{ second: 900, kind: "spike" },
		]);
	});

	it("does not tell what looks like the usual in the digits that people see", () => {
		const air = (i: number) => 21 + 0.002 * (i % 3) + (i === 900 ? 0.04 : 0) + (i >= 1_800 ? 0.04 : 0);
		expect(alarms(air, 3_000, new RobustNovelty(0.1))).toEqual([]);
		expect(alarms(air, 3_000).map(({ second }) => second)).toEqual([900, 1_800]);
		const warm = (i: number) => air(i) + (i === 900 ? 0.02 : 0);
		expect(alarms(warm, 1_500, new RobustNovelty(0.1))).toEqual([{ second: 900, kind: "spike" }]);
	});

	it("takes for usual what happens about once a minute, from the beginning or after a while", () => {
		for (const from of [0, 7_200]) {
			const chance = new SeededRng(11);
			const lively = (i: number) => 38 + chance.normal() + (i >= from && chance.next() < 0.03 ? 20 : 0);
			expect(alarms(lively, SECONDS).length / HOURS).toBeLessThanOrEqual(from === 0 ? 0.5 : 2);
		}
	});

	it("is not misled by a slow wandering under noise", () => {
		for (const seed of SEEDS) {
			const chance = new SeededRng(seed);
			let slow = 0;
			const found = alarms(() => {
				slow = 0.999 * slow + 0.0447 * chance.normal();
				return 12 + slow + 0.3 * chance.normal();
			}, SECONDS);
			expect(found.length / HOURS, `seed ${seed}`).toBeLessThanOrEqual(0.5);
		}
	});

	it("tells no shift that is not one of the level", () => {
		const detector = new RobustNovelty();
		const chance = new SeededRng(3);
		let [slow, found] = [0, 0];
		for (let i = 0; i < SECONDS; i++) {
			slow = 0.98 * slow + 0.2 * chance.normal();
			// Something pushes the stream up now and then, and it comes back within a minute: that is no fall.
			const push = Math.max(0, 20 * (1 - (i % 4_000) / 60));
			if (detector.step(1_000 * i, 60 + slow + push) !== "shift") continue;
			found++;
			const { centre, level, spread } = detector.usual();
			expect(Math.abs(level - centre)).toBeGreaterThan(0.75 * spread);
		}
		expect(found).toBe(1);
	});

	it("learns the usual anew after a break longer than its memory, without an alarm", () => {
		const detector = new RobustNovelty();
		alarms(quiet("gaussian", 1), 3_600, detector);
		const after = 3_600_000 + 8 * 3_600_000;
		detector.resume(after);
		const evening = quiet("gaussian", 2);
		const kinds = Array.from({ length: 900 }, (_, i) => detector.step(after + 1_000 * i, evening(i) + 25));
		expect(kinds.filter((kind) => kind !== "none")).toEqual([]);
		expect(detector.usual().centre).toBeCloseTo(85, 0);
	});

	it("takes no distance over a break for a step of the values", () => {
		const coarse = (i: number) => 20 + 0.5 * (i % 3);
		const [whole, broken] = [new RobustNovelty(), new RobustNovelty()];
		alarms(coarse, 300, whole);
		alarms(coarse, 300, broken);
		broken.resume(301_000);
		broken.step(301_000, 20.5 + 1e-7);
		broken.step(302_000, 21);
		expect(broken.snapshot()[8]).toBeGreaterThan(0.49);
		expect(whole.snapshot()[8]).toBeGreaterThan(0.49);
	});

	it("does not wait for a clock that was set back", () => {
		const detector = new RobustNovelty();
		alarms(quiet("gaussian", 1), 600, detector);
		detector.resume(1_000);
		expect(detector.step(1_000, 500)).toBe("spike");
	});

	it("goes on from a snapshot as if nothing had happened", () => {
		const whole = new RobustNovelty();
		const values = Array.from({ length: 2_000 }, (_, i) => quiet("AR(1) .95", 9)(i) + (i > 1_500 ? 2 : 0));
		const expected = alarms((i) => values[i]!, 2_000, whole);
		const first = new RobustNovelty();
		const before = alarms((i) => values[i]!, 1_000, first);
		const second = RobustNovelty.restore(JSON.parse(JSON.stringify(first.snapshot())) as number[])!;
		const after = alarms((i) => (i < 1_000 ? Number.NaN : values[i]!), 2_000, second);
		expect([...before, ...after]).toEqual(expected);
		expect(second.snapshot()).toEqual(whole.snapshot());
		expect(first.snapshot()).toHaveLength(23);
	});

	it("refuses numbers that are no snapshot", () => {
		expect(RobustNovelty.restore([])).toBeUndefined();
		expect(RobustNovelty.restore(new Array(23).fill(Number.NaN))).toBeUndefined();
	});

	it("stays finite whatever comes", () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.double(), fc.integer({ min: -5_000, max: 500_000 })), { maxLength: 400 }),
				(values) => {
					const detector = new RobustNovelty();
					let time = 0;
					for (const [value, elapsed] of values) {
						time += elapsed;
						if (elapsed > 400_000) detector.resume(time);
						detector.step(time, Math.abs(value) > 1e100 ? Number.NaN : value);
					}
					expect(detector.snapshot().every(Number.isFinite)).toBe(true);
					expect(detector.threshold).toBeGreaterThanOrEqual(5);
					expect(detector.threshold).toBeLessThanOrEqual(20);
					expect(detector.usual().spread).toBeGreaterThanOrEqual(0);
				},
			),
		);
	});
});
