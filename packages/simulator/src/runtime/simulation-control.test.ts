import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../scenario/load-scenario.ts";
import { DeviceGateway } from "../testing/device-gateway.ts";
import { SimulationRun } from "./simulation-run.ts";
import { forNewRun, readSnapshot } from "./simulation-snapshot.ts";

const SCENARIO = `version: 1
seed: 3
title: Test
connectors:
  - id: phone
    name: Phone
    sensors:
      - id: belt
        name: Belt
        attributes: [{ type: ecg, rate: 100 }, { type: respiration, rate: 20, params: { noise: 0 } }]
  - id: tracker
    name: Tracker
    sensors:
      - id: watch
        name: Watch
        attributes:
          - { type: respiration, rate: 20, params: { noise: 0 } }
          - { type: battery, rate: 1, params: { start: 80, drain_per_hour: 3600 } }
`;
const START_MS = Date.UTC(2026, 2, 1, 12);

function setUp(options: { clock?: FakeClock; snapshot?: unknown; events?: string } = {}) {
	const clock = options.clock ?? new FakeClock({ startMs: START_MS });
	const gateway = new DeviceGateway();
	const run = new SimulationRun({
		scenario: loadScenario(SCENARIO + (options.events ?? "")),
		url: "http://server.test",
		clock,
		random: () => 0.5,
		snapshot: options.snapshot,
		WebSocket: gateway.WebSocket,
	});
	const times = (sensor: string, attribute: string): number[] =>
		gateway.of(sensor, attribute).map(({ timestamp }) => timestamp);
	return { clock, gateway, run, times };
}

const kept = (run: SimulationRun): unknown => JSON.parse(JSON.stringify(run.snapshot()));

describe("control of a run", () => {
	it("Q1 refuses speeds out of bounds and connectors it does not have", async () => {
		const { run } = setUp();
		await run.start();
		for (const speed of [0, 0.1, 16.5, Number.NaN])
			expect(() => run.setSpeed(speed)).toThrow(/between 0.25 and 16/);
		expect(await run.control("nobody", "stopped")).toBe(false);
		await run.stop();
	});

	it("Q2 falls silent while paused, stays connected, and goes on with the samples of now", async () => {
		const [{ clock, gateway, run, times }, straight] = [setUp(), setUp()];
		await run.start();
		await clock.advance(5_000);
		run.pause();
		expect(run.paused).toBe(true);
		const [from, until] = [clock.now(), clock.now() + 20_000];
		await clock.advance(20_000);
		expect(run.connectors().map(({ online, status }) => [status, online])).toEqual([
			["paused", 1],
			["paused", 1],
		]);
		run.resume();
		await clock.advance(5_000);
		await run.stop();
		const seen = times("belt", "ecg");
		expect(seen.some((time) => time > from && time <= until - 50)).toBe(false);
		expect(seen.filter((time) => time > until).length).toBeGreaterThan(490);
		expect(gateway.joins.size).toBe(4);

		await straight.run.start();
		await straight.clock.advance(30_000);
		await straight.run.stop();
		const all = new Map(straight.gateway.of("belt", "ecg").map((one) => [one.timestamp, one.payload]));
		for (const { payload, timestamp } of gateway.of("belt", "ecg")) expect(payload).toBe(all.get(timestamp));
	});

	it("Q3 pauses, stops and starts single connectors", async () => {
		const { clock, gateway, run, times } = setUp();
		await run.start();
		await clock.advance(5_000);
		await run.control("phone", "stopped");
		expect(gateway.left).toEqual(["sensocto:sensor:belt"]);
		expect(gateway.connections.size).toBe(1);
		const stoppedAt = clock.now();
		await clock.advance(10_000);
		expect(run.connectors().map(({ control, online, status }) => [control, status, online])).toEqual([
			["stopped", "stopped", 0],
			["running", "open", 1],
		]);
		expect(run.paused).toBe(false);
		run.pause();
		expect(run.connectors().map(({ control }) => control)).toEqual(["stopped", "paused"]);
		expect(run.paused).toBe(true);
		await run.control("tracker", "running");
		await run.control("phone", "running");
		const startedAt = clock.now();
		await clock.advance(8_000);
		expect(run.connectors().map(({ online, status }) => [status, online])).toEqual([
			["open", 1],
			["open", 1],
		]);
		await run.stop();
		const seen = times("belt", "ecg");
		expect(seen.filter((time) => time > stoppedAt && time < startedAt - 50)).toEqual([]);
		expect(seen.filter((time) => time > startedAt).length).toBeGreaterThan(700);
		expect(clock.pending).toBe(0);
	});

	it("Q4 runs the signal faster while samples keep their rate, without a jump", async () => {
		const { clock, gateway, run, times } = setUp();
		await run.start();
		await clock.advance(10_000);
		run.setSpeed(4);
		expect(run.speed).toBe(4);
		const fastFrom = clock.now();
		await clock.advance(20_000);
		run.setSpeed(0.25);
		await clock.advance(10_000);
		await run.stop();
		const seen = times("belt", "respiration");
		const gaps = new Set(seen.slice(1).map((time, i) => time - seen[i]!));
		expect(gaps).toEqual(new Set([50]));
		expect(Math.max(...seen)).toBeLessThanOrEqual(clock.now());
		const samples = gateway.of("belt", "respiration").map(({ payload }) => payload as number);
		const way = (from: number, count: number): number => {
			const part = samples.slice(from, from + count);
			return part.slice(1).reduce((sum, value, i) => sum + Math.abs(value - part[i]!), 0) / count;
		};
		const first = seen.findIndex((time) => time > fastFrom);
		// Chest movement per sample grows with the speed.
		expect(way(first, 390) / way(0, 190)).toBeGreaterThan(2.5);
		expect(way(first + 400, 190) / way(first, 390)).toBeLessThan(0.15);
		const jumps = samples.slice(1).map((value, i) => Math.abs(value - samples[i]!));
		expect(Math.max(...jumps)).toBeLessThan(25);
	});

	it("Q5 goes on after a restart with its speed, its connectors and its timeline", async () => {
		const events = "events: [{ kind: dropout, sensor: watch, at: 40, for: 10 }]\n";
		const first = setUp({ events });
		await first.run.start();
		await first.clock.advance(10_000);
		first.run.setSpeed(8);
		await first.run.control("phone", "paused");
		await first.clock.advance(10_000);
		const snapshot = kept(first.run);
		await first.run.stop();

		const second = setUp({ events, clock: first.clock, snapshot });
		await second.run.start();
		expect([second.run.speed, second.run.startedAt]).toEqual([8, START_MS]);
		await second.clock.advance(35_000);
		expect(second.run.connectors().map(({ control }) => control)).toEqual(["paused", "running"]);
		await second.run.stop();
		expect(second.times("belt", "ecg")).toEqual([]);
		const silent = second
			.times("watch", "respiration")
			.filter((t) => t >= START_MS + 40_000 && t < START_MS + 50_000);
		expect(silent).toEqual([]);
		expect(second.times("watch", "respiration").filter((t) => t >= START_MS + 50_000).length).toBeGreaterThan(
			90,
		);
	});

	it("Q6 begins a new run in real time, with its batteries where they were", async () => {
		const first = setUp();
		await first.run.start();
		first.run.setSpeed(2);
		await first.run.control("phone", "stopped");
		await first.clock.advance(15_000);
		const snapshot = readSnapshot(kept(first.run))!;
		await first.run.stop();
		const second = setUp({ clock: first.clock, snapshot: forNewRun(snapshot) });
		await second.run.start();
		await second.clock.advance(6_000);
		expect([second.run.speed, second.run.startedAt]).toEqual([1, START_MS + 15_000]);
		expect(second.run.connectors().map(({ control }) => control)).toEqual(["running", "running"]);
		await second.run.stop();
		const battery = second.gateway
			.of("watch", "battery")
			.map(({ payload }) => (payload as { level: number }).level);
		// Thirty seconds of the fast signal took 30 %; real seconds take one each.
		expect(battery[0]).toBeGreaterThanOrEqual(48);
		expect(battery[0]).toBeLessThanOrEqual(51);
		expect(battery[0]! - battery.at(-1)!).toBeLessThanOrEqual(7);
	});
});

describe("what a run announces", () => {
	it("Q9 states no rate for what comes when something happens, and sends what happened beside the payload", async () => {
		const clock = new FakeClock({ startMs: START_MS });
		const gateway = new DeviceGateway();
		const scenario = loadScenario(`version: 1
title: Remote
connectors:
  - id: remote
    name: Remote
    sensors:
      - id: remote-1
        name: Remote
        attributes: [{ type: button, params: { per_minute: 60 } }, { type: heading }]
`);
		const run = new SimulationRun({
			scenario,
			url: "http://server.test",
			clock,
			WebSocket: gateway.WebSocket,
		});
		await run.start();
		await clock.advance(60_000);
		await run.stop();
		expect(gateway.joins.get("sensocto:sensor:remote-1")).toMatchObject({
			attributes: { button: { sampling_rate: 0 }, heading: { sampling_rate: 5 } },
		});
		const events = gateway.of("remote-1", "button").map(({ event }) => event);
		expect(events.length).toBeGreaterThan(20);
		expect(new Set(events)).toEqual(new Set(["press", "release"]));
		expect(gateway.of("remote-1", "heading")[0]?.event).toBeUndefined();
	});
});

describe("the timeline of a run", () => {
	it("Q7 takes a connector off the network and brings it back", async () => {
		const events =
			"events: [{ kind: dropout, connector: phone, how: disconnected, at: 10, for: 10, every: 30 }]\n";
		const { clock, gateway, run, times } = setUp({ events });
		await run.start();
		await clock.advance(9_000);
		expect(gateway.connections.size).toBe(2);
		await clock.advance(6_000);
		expect(gateway.connections.size).toBe(1);
		// The connection is lost: nobody says goodbye.
		expect(gateway.left).toEqual([]);
		await clock.advance(10_000);
		expect(run.connectors()[0]).toMatchObject({ status: "open", online: 1 });
		await clock.advance(20_000);
		expect(run.connectors()[0]).toMatchObject({ status: "closed", online: 0 });
		await run.stop();
		const since = times("belt", "ecg").map((time) => (time - START_MS) / 1000);
		expect(since.filter((s) => s >= 10 && s < 20)).toEqual([]);
		// What waits to be sent when the connection is lost waits on.
		expect(since.filter((s) => s > 20 && s < 40).length).toBeGreaterThan(1_900);
		expect(since.filter((s) => s >= 40)).toEqual([]);
		expect(clock.pending).toBe(0);
	});

	it("Q8 takes a single sensor off the server while the others go on", async () => {
		const events = "events: [{ kind: dropout, sensor: watch, how: disconnected, at: 10, for: 10 }]\n";
		const { clock, gateway, run, times } = setUp({ events });
		await run.start();
		await clock.advance(15_000);
		expect(gateway.left).toEqual(["sensocto:sensor:watch"]);
		expect(run.connectors().map(({ online, status }) => [status, online])).toEqual([
			["open", 1],
			["open", 0],
		]);
		await clock.advance(15_000);
		expect(run.connectors()[1]).toMatchObject({ online: 1 });
		await run.stop();
		expect(times("watch", "respiration").filter((t) => t > START_MS + 20_000).length).toBeGreaterThan(150);
		expect(times("belt", "ecg").length).toBeGreaterThan(2_900);
	});
});
