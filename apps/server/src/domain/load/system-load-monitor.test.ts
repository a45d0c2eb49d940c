import { Supervisor } from "@sensocto/supervision";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { type LoadReading, Wires } from "../../bio/wires.ts";
import { SystemLoad } from "./system-load.ts";
import { LOAD_INTERVAL_MS, SystemLoadMonitor } from "./system-load-monitor.ts";

function setUp(bufferedBytes: () => number = () => 0) {
	const clock = new FakeClock();
	const wires = new Wires();
	const load = new SystemLoad("production");
	const readings: LoadReading[] = [];
	wires.load.consume("test", (reading) => readings.push(reading));
	const supervisor = new Supervisor("test", { strategy: "one_for_one", clock }, [
		{
			id: "SystemLoadMonitor",
			create: () =>
				new SystemLoadMonitor({ load, wires, sources: { bufferedBytes, writeBacklogMs: () => 0 } }),
		},
	]);
	return { clock, load, readings, supervisor, wires };
}

describe("SystemLoadMonitor", () => {
	it("N1 is restarted when a source fails, and the label set by hand stays", async () => {
		let failing = true;
		const { clock, load, readings, supervisor, wires } = setUp(() => {
			if (failing) throw new Error("no sockets");
			return 0;
		});
		await supervisor.start();
		load.inject("high");
		await clock.advance(LOAD_INTERVAL_MS);
		expect(readings).toEqual([]);
		failing = false;
		await clock.advance(10 * LOAD_INTERVAL_MS);
		expect(supervisor.tree().children![0]!.restarts).toBe(1);
		expect(readings.length).toBeGreaterThan(5);
		expect(readings.at(-1)).toMatchObject({ label: "high", injected: true });
		expect(wires.load.producers).toEqual(["SystemLoadMonitor"]);
		await supervisor.stop();
	});

	it("N2 reads twice a second, every signal but that of a bus that is not there", async () => {
		const { clock, load, readings, supervisor } = setUp(() => 16 * 2 ** 20);
		await supervisor.start();
		await clock.advance(5_000);
		await supervisor.stop();
		expect(readings).toHaveLength(10);
		expect(Object.keys(readings[0]!.signals).sort()).toEqual([
			...["database", "event loop", "event-loop delay", "garbage collection", "heap"],
			...["ingress", "memory", "sockets"],
		]);
		expect(readings[9]!.signals.sockets).toBe(0.25);
		for (const { loopDelays } of readings.slice(1)) {
			expect(loopDelays).toHaveLength(20);
			expect(loopDelays![0]).toEqual({ ms: 0, ownMs: 0 });
		}
		expect(load.reading).toBe(readings[9]);
	});

	it("N3 tells at once what is set by hand, and ends with its scope", async () => {
		const { clock, load, readings, supervisor, wires } = setUp();
		await supervisor.start();
		await clock.advance(LOAD_INTERVAL_MS);
		load.inject("critical");
		expect(readings.map(({ label }) => label)).toEqual(["normal", "critical"]);
		await supervisor.stop();
		expect(wires.load.producers).toEqual([]);
		expect(clock.pending).toBe(0);
		load.inject(null);
		expect(readings).toHaveLength(2);
	});
});
