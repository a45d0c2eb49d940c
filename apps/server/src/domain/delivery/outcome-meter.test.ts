import type { Scope } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { type Allocation, type LoadReading, type OutcomeMinute, Wires } from "../../bio/wires.ts";
import type { AttributeStore } from "../sensors/attribute-store.ts";
import { OutcomeMeter } from "./outcome-meter.ts";
import { DeliveryBench } from "./testing/delivery-bench.ts";

describe("OutcomeMeter", () => {
	let wires: Wires;
	let meter: OutcomeMeter;
	let offset: number | null;
	let store: AttributeStore | null;
	let everyMinute: () => void;
	const bench = new DeliveryBench(1);
	const [attribute] = bench.attributes;

	beforeEach(() => {
		wires = new Wires();
		offset = 0;
		store = null;
		meter = new OutcomeMeter({
			clock: new FakeClock(),
			wires,
			sensor: () => ({ clockOffsetMs: offset, store }),
		});
		const scope: Pick<Scope, "defer" | "every"> = {
			defer: () => () => {},
			every: (_ms, fn) => {
				everyMinute = fn;
				return () => {};
			},
		};
		meter.start(scope as Scope);
	});

	/** A sample that is sent when it is this old. */
	function send(ageMs: number): void {
		const position = attribute!.append(attribute!.ring.head * 10, 1, 0);
		meter.sending("s", attribute!, position, attribute!.ring.timeAt(position) + (offset ?? 0) + ageMs);
	}

	it("knows no age of streams whose clock is unknown, of computed ones, and of what a device kept for long", () => {
		offset = null;
		send(100);
		offset = 0;
		send(10_000);
		const derived = { ...attribute!.meta, provenance: "derived" as const };
		meter.sending("s", Object.assign(Object.create(attribute!), { meta: derived }), 0, 500);
		expect(meter.minute().ageHighP95Ms).toBe(0);
	});

	it("holds against nobody what a device's own battery or a drill makes late", () => {
		const flat = { length: 1, head: 1, valueAt: (_position: number, component: number) => [9, 0][component] };
		store = { battery: { ring: flat } } as unknown as AttributeStore;
		send(2_000);
		expect(meter.minute().ageHighP95Ms).toBe(0);
		store = null;
		const load = wires.load.produce("SystemLoadMonitor");
		load.send({ injected: true } as LoadReading);
		send(2_000);
		expect(meter.minute().ageHighP95Ms).toBe(0);
		load.send({ injected: false } as LoadReading);
		send(2_000);
		expect(meter.minute().ageHighP95Ms).toBeGreaterThanOrEqual(2_000);
	});

	it("tells the 95th percentile by server time, and begins anew each minute", () => {
		offset = -3_600_000;
		for (let k = 0; k < 94; k++) send(42);
		for (let k = 0; k < 6; k++) send(333);
		expect(meter.minute().ageHighP95Ms).toBe(335);
		for (let k = 0; k < 96; k++) send(42);
		for (let k = 0; k < 4; k++) send(333);
		expect(meter.minute().ageHighP95Ms).toBe(45);
		expect(meter.minute().ageHighP95Ms).toBe(0);
	});

	it("says with it how late the event loop was, with and without others' doing, and whether anything was limited", () => {
		const told: OutcomeMinute[] = [];
		wires.outcome.consume("test", (minute) => told.push(minute));
		const load = wires.load.produce("SystemLoadMonitor");
		const allocation = wires.allocation.produce("ResourceArbiter");
		const loopDelays = Array.from({ length: 20 }, (_, k) => ({
			ms: k === 0 ? 82 : 3,
			ownMs: k === 0 ? 12 : 3,
		}));
		for (let reading = 0; reading < 120; reading++) load.send({ loopDelays } as unknown as LoadReading);
		allocation.send({ contended: true } as Allocation);
		allocation.send({ contended: false } as Allocation);
		wires.acks.produce("LensRouter").send({ at: 0, viewer: 1, paintLagMs: 4, ackDelayMs: 61 });
		everyMinute();
		everyMinute();
		expect(told.map(({ ackDelayP95Ms }) => ackDelayP95Ms)).toEqual([65, 0]);
		expect(told).toMatchObject([
			{ loopDelayP99Ms: 85, ownLoopDelayP99Ms: 15, limited: true },
			{ loopDelayP99Ms: 0, ownLoopDelayP99Ms: 0, limited: false },
		]);
	});

	it("does not take a single pause for what the minute was like", () => {
		const load = wires.load.produce("SystemLoadMonitor");
		meter.start({ defer: () => () => {}, every: () => () => {} } as unknown as Scope);
		const loopDelays = Array.from({ length: 2_400 }, (_, k) => ({ ms: k < 20 ? 900 : 3, ownMs: 3 }));
		load.send({ loopDelays } as unknown as LoadReading);
		expect(meter.minute().loopDelayP99Ms).toBe(5);
	});
});
