import { describe, expect, it } from "vitest";
import { FakeClock } from "./fake-clock.ts";

describe("FakeClock", () => {
	it("refuses to move backwards", async () => {
		await expect(new FakeClock().advance(-1)).rejects.toThrow(RangeError);
	});

	it("runs timers in order of due time, then of creation", async () => {
		const clock = new FakeClock({ startMs: 1_000 });
		const seen: string[] = [];
		clock.setTimeout(() => seen.push(`c ${clock.now()}`), 20);
		clock.setTimeout(() => seen.push(`a ${clock.now()}`), 10);
		clock.setTimeout(() => seen.push(`b ${clock.now()}`), 10);
		await clock.advance(19);
		expect(seen).toEqual(["a 1010", "b 1010"]);
		await clock.advance(1);
		expect(seen).toEqual(["a 1010", "b 1010", "c 1020"]);
		expect(clock.monotonic()).toBe(20);
	});

	it("runs timers that fall due on the way, made by others and by settled promises", async () => {
		const clock = new FakeClock();
		const seen: number[] = [];
		const chain = async (left: number): Promise<void> => {
			for (let i = 0; i < 20; i++) await Promise.resolve();
			seen.push(clock.monotonic());
			if (left > 0) clock.setTimeout(() => void chain(left - 1), 10);
		};
		clock.setTimeout(() => void chain(2), 5);
		await clock.advance(25);
		expect(seen).toEqual([5, 15, 25]);
	});

	it("runs a zero-delay timer without moving time", async () => {
		const clock = new FakeClock();
		let ran = false;
		clock.setTimeout(() => {
			ran = true;
		}, 0);
		await clock.advance(0);
		expect([ran, clock.monotonic()]).toEqual([true, 0]);
	});

	it("repeats an interval until it is cleared, also from within", async () => {
		const clock = new FakeClock();
		const seen: number[] = [];
		const timer = clock.setInterval(() => {
			seen.push(clock.monotonic());
			if (seen.length === 3) clock.clearInterval(timer);
		}, 10);
		await clock.advance(100);
		expect(seen).toEqual([10, 20, 30]);
		expect(clock.pending).toBe(0);
	});

	it("never runs a cleared timer and ignores what it does not know", async () => {
		const clock = new FakeClock();
		let ran = false;
		const timer = clock.setTimeout(() => {
			ran = true;
		}, 1);
		clock.clearTimeout(timer);
		clock.clearTimeout(timer);
		clock.clearTimeout(undefined);
		await clock.advance(10);
		expect(ran).toBe(false);
	});

	it("settles from timer to timer and gives up on timers that renew each other", async () => {
		const clock = new FakeClock();
		clock.setTimeout(() => clock.setTimeout(() => {}, 500), 1_000);
		await clock.settle();
		expect(clock.monotonic()).toBe(1_500);
		expect(clock.pending).toBe(0);
	});

	it("steps the wall clock without touching timers or monotonic time", async () => {
		const clock = new FakeClock({ startMs: 0 });
		let ranAt = -1;
		clock.setTimeout(() => {
			ranAt = clock.monotonic();
		}, 10);
		clock.stepWall(-3_600_000);
		expect(clock.now()).toBe(-3_600_000);
		await clock.advance(10);
		expect(ranAt).toBe(10);
	});
});
