import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Scope, systemClock } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { SOCKET_BACKLOG_LIMIT, socketBacklog, writeBacklog } from "./backlogs.ts";
import { CoreWait } from "./core-wait.ts";
import { EventLoopDelay } from "./event-loop-delay.ts";
import { EventLoopUse } from "./event-loop-use.ts";
import { GarbageCollection } from "./garbage-collection.ts";
import { HeapUse } from "./heap-use.ts";
import { IngressSojourn } from "./ingress-sojourn.ts";
import { LoopDelays } from "./loop-delays.ts";
import { probeLoop } from "./loop-probe.ts";
import { MemoryUse, memoryLimit } from "./memory-use.ts";
import { onScale } from "./scale.ts";
import { StandingDelay } from "./standing-delay.ts";

const GIB = 2 ** 30;

/** A clock whose timers fire as late as it is told. */
class LateClock extends FakeClock {
	lateMs = 0;

	override setInterval(fn: () => void, ms: number): unknown {
		return super.setInterval(fn, ms + this.lateMs);
	}
}

function scopeOf(clock: FakeClock): Scope {
	const every = (ms: number, fn: () => unknown) => clock.setInterval(fn, ms);
	return { clock, every, defer: () => () => {} } as unknown as Scope;
}

describe("onScale", () => {
	it("S1 follows straight lines between its points, from 0 and up to the last", () => {
		const points = [
			[50, 0.75],
			[150, 1],
		] as const;
		const figures = [Number.NaN, -1, 0, 25, 50, 100, 150, 9_999].map((measured) => onScale(measured, points));
		expect(figures).toEqual([0, 0, 0, 0.375, 0.75, 0.875, 1, 1]);
	});
});

describe("StandingDelay", () => {
	it("S2 sees no queue behind a lone pause, however long", () => {
		const standing = new StandingDelay();
		standing.probe(2_000, 2_000);
		for (let at = 2_025; at < 2_500; at += 25) standing.probe(0, at);
		expect(standing.take()).toBe(0);
	});

	it("S3 sees the queue that never empties, and forgets it once told", () => {
		const standing = new StandingDelay();
		for (let at = 300; at <= 1_500; at += 300) standing.probe(275, at);
		expect(standing.take()).toBe(275);
		expect(standing.take()).toBe(0);
	});

	it("S4 takes the least of each window and the worst of the windows", () => {
		const standing = new StandingDelay();
		for (const delay of [9, 7, 30, 8, 60, 60, 60, 60]) standing.probe(delay, delay < 50 ? 0 : 100);
		// The first window holds all up to the first probe 100 ms after its beginning; the next has not ended.
		expect(standing.take()).toBe(7);
	});
});

describe("probes of the loop", () => {
	it("S5 mean what the scales say, standing for ever or as a lone pause", async () => {
		for (const [lateMs, standing, delay] of [
			[0, 0, 0],
			[5, 0.5, 0.075],
			[50, 0.75, 0.75],
			[200, 1, 1],
		] as const) {
			const clock = new LateClock();
			clock.lateMs = lateMs;
			const ingress = new IngressSojourn();
			const loop = new EventLoopDelay();
			probeLoop(scopeOf(clock), (delayMs, at) => {
				ingress.probe(delayMs, at);
				loop.probe(delayMs);
			});
			await clock.advance(2_000);
			expect(ingress.read()).toBeCloseTo(standing, 9);
			expect(loop.read()).toBeCloseTo(delay, 9);
			expect([ingress.sojournMs, loop.p99Ms]).toEqual([lateMs, lateMs]);
		}
	});

	it("S5a forget what was read, and keep a bounded number of delays", () => {
		const loop = new EventLoopDelay();
		for (let n = 0; n < 5_000; n++) loop.probe(n);
		loop.read();
		expect(loop.p99Ms).toBe(989);
		expect(loop.read()).toBe(0);
	});
});

describe("waiting for a core", () => {
	function delays(usedMs: () => number, waits: number[]) {
		const clock = new FakeClock();
		const sources = { waitedMs: () => waits.shift() ?? 0, usedMs, cores: 2 };
		return { clock, delays: new LoopDelays({ ...scopeOf(clock), defer: () => () => {} }, sources) };
	}

	/** A scope, and what ends with it. */
	function ending() {
		const ends: (() => unknown)[] = [];
		const defer = (end: () => unknown) => {
			ends.push(end);
			return () => {};
		};
		return { ends, scope: { defer } };
	}

	it("S13 is taken from the delay of the event loop, which is never negative", async () => {
		const rig = delays(() => 0, [0, 70, 9]);
		for (const delayMs of [4, 80, 2]) rig.delays.probe(delayMs);
		await rig.clock.advance(500);
		expect(rig.delays.take()).toEqual([
			{ ms: 4, ownMs: 4 },
			{ ms: 80, ownMs: 10 },
			{ ms: 2, ownMs: 0 },
		]);
		expect(rig.delays.take()).toEqual([]);
	});

	it("S14 is a process's own doing when it uses more than half of the cores itself", async () => {
		let usedMs = 7;
		const rig = delays(() => usedMs, [70, 70]);
		rig.delays.probe(80);
		await rig.clock.advance(500);
		usedMs += 501;
		expect(rig.delays.take()).toEqual([{ ms: 80, ownMs: 80 }]);
		rig.delays.probe(80);
		await rig.clock.advance(500);
		usedMs += 499;
		expect(rig.delays.take()).toEqual([{ ms: 80, ownMs: 10 }]);
	});

	it("S15 keeps a bounded number of delays", () => {
		const rig = delays(() => 0, []);
		for (let n = 0; n < 5_000; n++) rig.delays.probe(n);
		expect(rig.delays.take()).toHaveLength(1_000);
	});

	it("S16 is read where the kernel counts it, from one reading to the next, and closed with the scope", async () => {
		const folder = await mkdtemp(join(tmpdir(), "core-wait-"));
		const path = join(folder, "schedstat");
		await writeFile(path, "900000000 5000000 12\n");
		const wait = new CoreWait(path);
		const { ends, scope } = ending();
		wait.start(scope);
		expect(wait.takeMs()).toBe(0);
		await writeFile(path, "900000000 47000000 12\n");
		expect([wait.takeMs(), wait.takeMs()]).toEqual([42, 0]);
		for (const end of ends) end();
		expect(wait.takeMs()).toBe(0);
		await rm(folder, { recursive: true });
	});

	it("S17 is unknown, so 0, where nobody counts it or what is written makes no sense", async () => {
		const folder = await mkdtemp(join(tmpdir(), "core-wait-"));
		const missing = new CoreWait(join(folder, "nothing"));
		missing.start({ defer: () => () => {} });
		expect(missing.takeMs()).toBe(0);
		const path = join(folder, "schedstat");
		await writeFile(path, "");
		const empty = new CoreWait(path);
		const { ends, scope } = ending();
		empty.start(scope);
		expect(empty.takeMs()).toBe(0);
		for (const end of ends) end();
		await rm(folder, { recursive: true });
	});
});

describe("memory", () => {
	it("S6 takes a control group's limit only where there is one", () => {
		expect(memoryLimit(2 * GIB, 16 * GIB)).toBe(2 * GIB);
		for (const none of [0, 2 ** 64, 32 * GIB]) expect(memoryLimit(none, 16 * GIB)).toBe(16 * GIB);
	});

	it("S7 is the share of the limit in use, never above 1", () => {
		expect(new MemoryUse(4 * GIB, () => GIB).read()).toBe(0.25);
		expect(new MemoryUse(GIB, () => 3 * GIB).read()).toBe(1);
	});

	it("S8 grows with what the heap holds", () => {
		const heap = new HeapUse();
		const before = heap.read();
		const kept = Array.from({ length: 200_000 }, (_, n) => ({ n }));
		expect(heap.read()).toBeGreaterThan(before);
		expect(kept).toHaveLength(200_000);
		expect(before).toBeLessThan(0.9);
	});
});

describe("GarbageCollection", () => {
	it("S9 is the share of time it held the loop since the last reading", async () => {
		const clock = new FakeClock();
		const collection = new GarbageCollection();
		const ends: (() => unknown)[] = [];
		const defer = (end: () => unknown) => {
			ends.push(end);
			return () => {};
		};
		collection.start({ ...scopeOf(clock), defer });
		// This process collects garbage of its own.
		for (const end of ends) end();
		await clock.advance(500);
		for (let n = 0; n < 4; n++) collection.pause(25);
		expect(collection.read()).toBeCloseTo(0.75, 9);
		await clock.advance(500);
		expect(collection.read()).toBe(0);
	});
});

describe("backlogs", () => {
	it("S10 are the output that sockets left and the age of what the database left", () => {
		const sources = { bufferedBytes: () => SOCKET_BACKLOG_LIMIT / 4, writeBacklogMs: () => 5_000 };
		expect(socketBacklog(sources).read()).toBe(0.25);
		expect(writeBacklog(sources).read()).toBe(0.5);
	});

	it("S11 of the database never exceed the budget's set-point: an outage pauses no device", () => {
		const sources = { bufferedBytes: () => 0, writeBacklogMs: () => 86_400_000 };
		expect(writeBacklog(sources).read()).toBe(0.75);
	});
});

describe("the event loop", () => {
	/** Holds the event loop for this long. */
	const hold = (ms: number) => {
		const end = performance.now() + ms;
		while (performance.now() < end);
	};
	const turn = (ms: number) => new Promise((resolve) => systemClock.setTimeout(() => resolve(0), ms));

	it("S12 is busy while it is held, and comes late to what is due meanwhile", async () => {
		const use = new EventLoopUse();
		const loop = new EventLoopDelay();
		let timer: unknown;
		const every = (ms: number, fn: () => void) => (timer = systemClock.setInterval(fn, ms));
		use.start();
		probeLoop({ clock: systemClock, every } as unknown as Scope, (delayMs) => loop.probe(delayMs));
		await turn(30);
		loop.read();
		use.read();
		// Long enough that what else the machine does hardly counts.
		hold(400);
		await turn(30);
		systemClock.clearInterval(timer);
		expect(loop.read()).toBe(1);
		expect(loop.p99Ms).toBeGreaterThan(150);
		expect(use.read()).toBeGreaterThan(0.5);
	});
});
