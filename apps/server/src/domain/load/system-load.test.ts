import { describe, expect, it } from "vitest";
import type { LoadReading } from "../../bio/wires.ts";
import type { LoadSignals } from "./pressure.ts";
import { SystemLoad } from "./system-load.ts";

function setUp() {
	const load = new SystemLoad("production");
	let monotonic = 0;
	const observe = (signals: LoadSignals, sojournMs = 0, ms = 500): LoadReading => {
		monotonic += ms;
		return load.observe({ at: 1_000_000 + monotonic, monotonic, signals, sojournMs, loopDelayP99Ms: 3 });
	};
	return { load, observe };
}

describe("SystemLoad", () => {
	it("T1 knows nothing before the first reading and takes that as calm", () => {
		const { load } = setUp();
		expect(load.reading).toBeUndefined();
		expect([load.label, load.pressure, load.memoryProtection]).toEqual(["normal", 0, false]);
	});

	it("T2 says all that was measured, and answers the same to whoever looks later", () => {
		const { load, observe } = setUp();
		observe({ "event loop": 0.4 });
		const signals = { "event loop": 0.4, memory: 0.1 };
		const reading = observe(signals, 0, 60_000);
		expect(reading).toEqual({
			...{ at: 1_060_500, bottleneck: "event loop", label: "normal", injected: false },
			...{ memoryProtection: false, memoryCritical: false, emergency: false, loopDelayP99Ms: 3, signals },
			pressure: expect.closeTo(0.4, 6),
		});
		expect(load.reading).toBe(reading);
	});

	it("T3 is critical at once when frames wait longer than 200 ms, not at 200 ms", () => {
		const { observe } = setUp();
		expect(observe({ ingress: 1 }, 200)).toMatchObject({ emergency: false, label: "normal" });
		expect(observe({ ingress: 1 }, 201)).toMatchObject({ emergency: true, label: "critical" });
	});

	it("T4 tells listeners at once what is set by hand, measures on meanwhile, and takes it back", () => {
		const { load, observe } = setUp();
		const told: LoadReading[] = [];
		const end = load.onInject((reading) => told.push(reading));
		observe({ "event loop": 0.1 });
		load.inject("high");
		expect(told.map(({ injected, label }) => [label, injected])).toEqual([["high", true]]);
		expect(load.measuredLabel).toBe("normal");
		expect(observe({ "event loop": 0.1 })).toMatchObject({ label: "high", injected: true });
		load.inject(null);
		expect(told.at(-1)).toMatchObject({ label: "normal", injected: false });
		end();
		load.inject("critical");
		expect(told).toHaveLength(2);
	});

	it("T5 keeps what was set by hand before anything was measured", () => {
		const { load, observe } = setUp();
		load.inject("elevated");
		expect(load.label).toBe("elevated");
		expect(observe({})).toMatchObject({ label: "elevated", injected: true, pressure: 0 });
	});

	it("T6 protects memory by the heap or the process, whichever is nearer its limit", () => {
		const { observe } = setUp();
		expect(observe({ heap: 0.86, memory: 0.2 }).memoryProtection).toBe(true);
		expect(observe({ heap: 0.2, memory: 0.93 })).toMatchObject({
			memoryProtection: true,
			memoryCritical: true,
		});
		expect(observe({ heap: 0.2, memory: 0.2 })).toMatchObject({
			memoryProtection: false,
			memoryCritical: false,
		});
	});
});
