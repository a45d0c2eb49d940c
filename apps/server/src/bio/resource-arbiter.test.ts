import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DemandClass } from "./budget/allocate.ts";
import { rateHz } from "./budget/allocate-stream.ts";
import { type DemandSource, ResourceArbiter, type ResourceArbiterOptions } from "./resource-arbiter.ts";
import { BioRig } from "./testing/bio-rig.ts";
import type { Allocation, LoadReading } from "./wires.ts";

/** Streams that a test sets; tells changes like the real source. */
class TestDemand implements DemandSource {
	list: readonly DemandClass[] = [];
	reads = 0;
	failure: Error | undefined;
	readonly #listeners = new Set<() => void>();

	classes(): Iterable<DemandClass> {
		this.reads++;
		if (this.failure !== undefined) throw this.failure;
		return this.list;
	}

	onChange(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	set(list: readonly DemandClass[]): void {
		this.list = list;
		for (const listener of this.#listeners) listener();
	}
}

const COST = 1_000_000;
const high = { weight: 100, cost: COST, level: "high", count: 20 } as const;
const medium = { weight: 10, cost: COST, level: "medium", count: 120 } as const;
const low = { weight: 1, cost: COST, level: "low", count: 260 } as const;

let rig: BioRig;
let demand: TestDemand;

beforeEach(() => {
	rig = new BioRig();
	demand = new TestDemand();
});
afterEach(() => rig.stop());

const start = (options: ResourceArbiterOptions = {}): Promise<void> =>
	rig.start(() => new ResourceArbiter(rig, demand, options));
const allocation = (): Allocation => rig.wires.allocation.latest!;

/** Lets the load monitor report this pressure twice a second. */
async function report(pressure: number, seconds: number, change: Partial<LoadReading> = {}): Promise<void> {
	const load = rig.wires.load.produce("SystemLoadMonitor");
	for (let i = 0; i < seconds * 2; i++) {
		await rig.clock.advance(500);
		load.send({
			at: rig.clock.now(),
			pressure,
			bottleneck: "event loop",
			label: "normal",
			injected: false,
			memoryProtection: false,
			memoryCritical: false,
			emergency: false,
			loopDelayP99Ms: 1,
			signals: {},
			...change,
		});
	}
	load.end();
}

/** Overload until streams are slowed. */
async function overload(): Promise<void> {
	demand.set([high, medium, low]);
	await report(0.95, 20);
	expect(allocation().contended).toBe(true);
}

describe("ResourceArbiter", () => {
	it("crashes alone when the demand cannot be told, and takes up where it left", async () => {
		await start();
		await overload();
		const before = allocation();
		const budget = rig.wires.budget.latest!;
		demand.failure = new Error("nobody there");
		demand.set(demand.list);
		await rig.clock.advance(1_000);
		demand.failure = undefined;
		expect(rig.crashes).toHaveLength(1);
		expect(allocation()).toBe(before);
		await report(0.76, 3);
		expect(allocation().epoch).toBeGreaterThanOrEqual(before.epoch);
		expect(allocation().contended).toBe(true);
		expect(rig.wires.budget.latest!.unitsPerSecond).toBeCloseTo(budget.unitsPerSecond, -5);
	});

	it("slows nobody while all fits", async () => {
		await start();
		demand.set([high, medium, low]);
		await report(0.3, 5);
		expect(allocation()).toMatchObject({ contended: false, lambda: Number.POSITIVE_INFINITY, reason: "" });
		expect(allocation().demanded).toBeCloseTo(930 * COST);
		expect(rateHz(allocation(), low)).toBe(0.5);
	});

	it("slows what matters least most under pressure, and says why", async () => {
		await start();
		await overload();
		const { budget, granted, reason } = allocation();
		expect(granted).toBeLessThanOrEqual(budget * (1 + 1e-9));
		expect(reason).toBe("server busy: event loop");
		expect(rateHz(allocation(), high) / 10).toBeGreaterThan(rateHz(allocation(), medium) / 5);
		expect(rig.decisions.last("ResourceArbiter", 1)[0]).toMatchObject({
			factor: "share granted",
			shadow: false,
		});
	});

	it("gives everything back when the pressure is gone, and counts the epochs", async () => {
		await start();
		await overload();
		const { epoch } = allocation();
		await report(0.2, 60);
		expect(allocation()).toMatchObject({ contended: false, reason: "" });
		expect(allocation().epoch).toBeGreaterThan(epoch);
		expect(rig.decisions.last("ResourceArbiter", 1)[0]).toMatchObject({ value: 1 });
	});

	it("computes at most once a second, however often demand changes", async () => {
		await start();
		await rig.clock.advance(1_000);
		demand.reads = 0;
		for (let i = 0; i < 50; i++) {
			demand.set([high, { ...medium, count: i }]);
			await rig.clock.advance(100);
		}
		expect(demand.reads).toBeGreaterThanOrEqual(5);
		expect(demand.reads).toBeLessThanOrEqual(6);
	});

	it("does not compute while demand and budget stay", async () => {
		await start();
		await overload();
		await report(0.75, 5);
		demand.reads = 0;
		await report(0.75, 60);
		expect(demand.reads).toBe(0);
	});

	it("keeps the epoch while shares differ by less than anybody can tell", async () => {
		await start();
		await overload();
		await report(0.75, 5);
		const { epoch, lambda } = allocation();
		demand.set([high, { ...medium, count: 121 }, low]);
		await rig.clock.advance(1_100);
		expect(allocation()).toMatchObject({ epoch, lambda });
		demand.set([high, { ...medium, count: 240 }, low]);
		await rig.clock.advance(1_100);
		expect(allocation().epoch).toBe(epoch + 1);
	});

	it("takes the slower of processor and uplink", async () => {
		await start({ uplinkBytesPerSecond: 10_000 });
		demand.set([high, { ...medium, bytes: 100 }, low]);
		await report(0.2, 3);
		expect(allocation()).toMatchObject({ contended: true, reason: "uplink full" });
		expect(rateHz(allocation(), { ...medium, bytes: 100 })).toBeCloseTo(10_000 / 100 / 120);
		expect(rateHz(allocation(), high)).toBe(10);
	});

	it("aims at the tuner's set-point, shifted by the day", async () => {
		const setPoint = rig.wires.setPoint.produce("HomeostaticTuner");
		const day = rig.wires.day.produce("CircadianScheduler");
		await start();
		await overload();
		await report(0.75, 3);
		const before = rig.wires.budget.latest!.unitsPerSecond;
		setPoint.send({ at: 0, pressure: 0.8 });
		day.send({ at: 0, phase: "peak", headroom: 0, quiet: false, setPointShift: -0.05 });
		await report(0.75, 3);
		expect(rig.wires.budget.latest!.unitsPerSecond).toBe(before);
		day.send({ at: 0, phase: "peak", headroom: 0, quiet: false, setPointShift: 0 });
		await report(0.75, 3);
		expect(rig.wires.budget.latest!.unitsPerSecond).toBeGreaterThan(before);
	});

	it("makes way for the end of critical load, but not of one set by hand", async () => {
		await start();
		await overload();
		await report(0.75, 3);
		const before = rig.wires.budget.latest!.unitsPerSecond;
		await report(0.75, 3, { label: "critical", injected: true });
		expect(rig.wires.budget.latest!.unitsPerSecond).toBe(before);
		await report(0.75, 3, { label: "critical" });
		expect(rig.wires.budget.latest!.unitsPerSecond).toBeLessThan(before);
	});

	it("only notes what it would do in shadow mode", async () => {
		rig.modes.set("ResourceArbiter", "shadow");
		await start();
		demand.set([high, medium, low]);
		await report(0.95, 20);
		expect(allocation()).toMatchObject({ contended: false, lambda: Number.POSITIVE_INFINITY });
		expect(allocation().granted).toBeCloseTo(930 * COST);
		expect(rig.decisions.last("ResourceArbiter", 1)[0]).toMatchObject({ shadow: true });
	});

	it("lets all go at once when it is switched off, and does nothing then", async () => {
		await start();
		await overload();
		rig.modes.set("ResourceArbiter", "off");
		expect(allocation().contended).toBe(false);
		const { carried } = rig.wires.budget;
		demand.reads = 0;
		await report(0.95, 5);
		demand.set([high]);
		await rig.clock.advance(2_000);
		expect([rig.wires.budget.carried, demand.reads]).toEqual([carried, 0]);
	});

	it("remembers the capacity it has found from one start to the next", async () => {
		await start();
		await overload();
		const { capacity } = rig.wires.budget.latest!;
		await rig.stop();
		const states = rig.states;
		rig = new BioRig();
		for (const [module, kept] of states.kept) rig.states.kept.set(module, kept);
		await start();
		await report(0.76, 0.5);
		expect(rig.wires.budget.latest!.capacity).toBeCloseTo(capacity, -1);
	});
});
