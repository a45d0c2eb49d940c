import { backpressureConfig } from "@sensocto/protocol";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { RecordingStore } from "../recordings/recording-store.ts";
import { loadScenario } from "../scenario/load-scenario.ts";
import { DeviceGateway } from "../testing/device-gateway.ts";
import { SimulationRun } from "./simulation-run.ts";

const SCENARIO = `version: 1
seed: 3
title: Test
connectors:
  - id: phone
    name: Phone
    type: simulator
    sensors:
      - id: "belt:1"
        name: Belt
        type: chest-belt
        attributes: [{ type: ecg, rate: 360 }, { type: heartrate }, { type: battery, rate: 1 }]
      - id: replay
        name: Replay
        attributes: [{ type: ecg, generator: recording, params: { recording: mitdb-208 } }]
  - id: tracker
    name: Tracker
    sensors:
      - id: walker
        name: Walker
        attributes: [{ type: geolocation, params: { latitude: 46, longitude: 14 } }]
`;
const START_MS = Date.UTC(2026, 2, 1, 12);
const recordings = new RecordingStore();

function setUp(options: { clock?: FakeClock; snapshot?: unknown; scenario?: string } = {}) {
	const clock = options.clock ?? new FakeClock({ startMs: START_MS });
	const gateway = new DeviceGateway();
	const run = new SimulationRun({
		scenario: loadScenario(options.scenario ?? SCENARIO),
		url: "http://server.test",
		clock,
		random: () => 0.5,
		recordings,
		snapshot: options.snapshot,
		token: "secret",
		WebSocket: gateway.WebSocket,
	});
	return { clock, gateway, run };
}

const configure = (
	gateway: DeviceGateway,
	level: "high" | "none",
	load: "normal" | "critical" = "normal",
): void =>
	gateway.push(
		"belt:1",
		"backpressure_config",
		backpressureConfig({ level, load, memoryProtection: false, timestamp: START_MS }),
	);

describe("SimulationRun", () => {
	it("R1 refuses an address that is none and a second start", async () => {
		const scenario = loadScenario(SCENARIO);
		const bad = new SimulationRun({ scenario, url: "nowhere" });
		await expect(bad.start()).rejects.toMatchObject({ code: "invalid_url" });
		const { run } = setUp();
		await run.start();
		await expect(run.start()).rejects.toThrow(/starts once/);
		await run.stop();
	});

	it("R2 keeps asking when a sensor is refused, while the others run", async () => {
		const { clock, gateway, run } = setUp();
		gateway.refuse = (topic) => (topic.endsWith("belt:1") ? "unauthorized" : undefined);
		await run.start();
		await clock.advance(6_000);
		const open = { status: "open", control: "running" };
		expect(run.connectors()).toEqual([
			{ connector_id: "phone", name: "Phone", ...open, sensors: 2, online: 1, refused: 1 },
			{ connector_id: "tracker", name: "Tracker", ...open, sensors: 1, online: 1, refused: 0 },
		]);
		gateway.refuse = () => undefined;
		await clock.advance(10_000);
		expect(run.connectors()[0]).toMatchObject({ online: 2, refused: 0 });
		await run.stop();
	});

	it("R3 starts without a server and connects when there is one", async () => {
		const { clock, gateway, run } = setUp();
		gateway.reachable = false;
		await run.start();
		await clock.advance(5_000);
		expect(run.connectors().map(({ status }) => status)).toEqual(["waiting", "waiting"]);
		gateway.reachable = true;
		await clock.advance(15_000);
		expect(run.connectors().map(({ online }) => online)).toEqual([2, 1]);
		await run.stop();
	});

	it("R4 introduces its devices as the protocol asks, with provenance, source and token", async () => {
		const { clock, gateway, run } = setUp();
		await run.start();
		await clock.advance(100);
		expect(gateway.joins.get("sensocto:connector:phone")).toEqual({
			connector_id: "phone",
			connector_name: "Phone",
			connector_type: "simulator",
			features: [],
			bearer_token: "secret",
		});
		expect(gateway.joins.get("sensocto:sensor:belt:1")).toMatchObject({
			sensor_name: "Belt",
			connector_id: "phone",
			connector_type: "simulator",
			bearer_token: "secret",
			provenance: "simulated",
			attributes: { ecg: { attribute_type: "ecg", sampling_rate: 360 } },
		});
		expect(gateway.joins.get("sensocto:sensor:replay")).toMatchObject({
			provenance: "replayed",
			source: expect.stringContaining("MIT-BIH"),
			attributes: { ecg: { sampling_rate: 360, unit: "mV" } },
		});
		await run.stop();
	});

	it("R5 sends samples strictly spaced and never from the future", async () => {
		const { clock, gateway, run } = setUp();
		await run.start();
		for (let second = 0; second < 60; second++) {
			await clock.advance(1_000);
			const latest = Math.max(...gateway.arrivals.slice(-500).map(({ timestamp }) => timestamp));
			expect(latest).toBeLessThanOrEqual(clock.now());
		}
		await run.stop();
		for (const [sensor, attribute, rateHz] of [
			["belt:1", "ecg", 360],
			["belt:1", "heartrate", 1],
			["replay", "ecg", 360],
			["walker", "geolocation", 1],
		] as const) {
			const times = gateway.of(sensor, attribute).map(({ timestamp }) => timestamp);
			const gaps = times.slice(1).map((time, i) => time - times[i]!);
			expect(times.length).toBeGreaterThanOrEqual(60 * rateHz - 1);
			expect(Math.min(...gaps)).toBeGreaterThanOrEqual(Math.floor(1000 / rateHz));
			expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.ceil(1000 / rateHz));
			expect(times.every(Number.isInteger)).toBe(true);
		}
	});

	it("R6 lets attention change the batches, never the signal", async () => {
		const [looked, ignored] = [setUp(), setUp()];
		for (const [world, level] of [
			[looked, "high"],
			[ignored, "none"],
		] as const) {
			await world.run.start();
			await world.clock.advance(50);
			configure(world.gateway, level);
			await world.clock.advance(30_000);
			await world.run.stop();
			// What waits at the end is sent by stopping.
			expect(world.gateway.left).toContain("sensocto:sensor:belt:1");
		}
		for (const attribute of ["ecg", "heartrate"]) {
			const samples = ({ gateway }: typeof looked): unknown[] =>
				gateway.of("belt:1", attribute).map(({ payload, timestamp }) => [payload, timestamp]);
			expect(samples(looked).length).toBeGreaterThan(25);
			expect(samples(ignored)).toEqual(samples(looked));
		}
		const frames = ({ gateway }: typeof looked): number =>
			new Set(gateway.of("belt:1", "ecg").map(({ frame }) => frame)).size;
		expect(frames(looked)).toBeGreaterThan(8 * frames(ignored));
	});

	it("R7 goes on sampling through a pause and a lost connection, on the same clock", async () => {
		const [through, straight] = [setUp(), setUp()];
		for (const world of [through, straight]) {
			await world.run.start();
			await world.clock.advance(1_000);
		}
		configure(through.gateway, "none", "critical");
		await through.clock.advance(5_000);
		configure(through.gateway, "high");
		await through.clock.advance(2_000);
		through.gateway.dropAll();
		await through.clock.advance(4_000);
		await straight.clock.advance(11_000);
		await through.run.stop();
		await straight.run.stop();
		const key = ({ payload, timestamp }: { payload: unknown; timestamp: number }): string =>
			`${timestamp} ${String(payload)}`;
		const all = new Set(straight.gateway.of("belt:1", "ecg").map(key));
		const got = through.gateway.of("belt:1", "ecg").map(key);
		expect(got.every((sample) => all.has(sample))).toBe(true);
		// Five paused seconds are missing, nothing else.
		expect(all.size - got.length).toBeGreaterThan(5 * 360 - 20);
		expect(all.size - got.length).toBeLessThan(5 * 360 + 60);
	});

	it("R8 differs by seed and is equal for equal seeds", async () => {
		const record = async (seed: number): Promise<unknown[]> => {
			const { clock, gateway, run } = setUp({ scenario: SCENARIO.replace("seed: 3", `seed: ${seed}`) });
			await run.start();
			await clock.advance(3_000);
			await run.stop();
			return gateway.of("belt:1", "ecg").map(({ payload }) => payload);
		};
		const [first, again, other] = [await record(3), await record(3), await record(4)];
		expect(again).toEqual(first);
		expect(other).not.toEqual(first);
	});

	it("R9 resumes battery and track where it was when it runs again from its snapshot", async () => {
		const scenario = SCENARIO.replace(
			"{ type: battery, rate: 1 }",
			"{ type: battery, rate: 1, params: { start: 80, drain_per_hour: 3600 } }",
		);
		const first = setUp({ scenario });
		await first.run.start();
		await first.clock.advance(20_000);
		const snapshot = JSON.parse(JSON.stringify(first.run.snapshot()));
		await first.run.stop();
		const lastPlace = first.gateway.of("walker", "geolocation").at(-1)?.payload as { latitude: number };

		const second = setUp({ clock: first.clock, snapshot, scenario });
		await second.run.start();
		await second.clock.advance(6_000);
		await second.run.stop();
		const battery = second.gateway.of("belt:1", "battery")[0]?.payload as { level: number };
		expect(battery.level).toBeGreaterThanOrEqual(58);
		expect(battery.level).toBeLessThanOrEqual(60);
		const place = second.gateway.of("walker", "geolocation")[0]?.payload as { latitude: number };
		expect(Math.abs(place.latitude - lastPlace.latitude) * 111_195).toBeLessThan(10);

		const fresh = setUp({ clock: first.clock, snapshot: { version: 9 }, scenario });
		await fresh.run.start();
		await fresh.clock.advance(6_000);
		await fresh.run.stop();
		const anew = fresh.gateway.of("belt:1", "battery")[0]?.payload as { level: number };
		expect(anew.level).toBeGreaterThanOrEqual(79);
	});

	it("R10 replays a recording at its rate and begins anew at its end", async () => {
		const { clock, gateway, run } = setUp();
		const values = await recordings.waveform("mitdb-208");
		await run.start();
		// Five minutes and a little: the whole recording once.
		for (let second = 0; second < 310; second++) await clock.advance(1_000);
		await run.stop();
		const replayed = gateway.of("replay", "ecg").map(({ payload }) => payload as number);
		expect(replayed.length).toBeGreaterThan(values.length);
		const begin = replayed.findIndex((_, i) =>
			values.slice(0, 50).every((value, k) => replayed[i + k] === value),
		);
		expect(begin).toBeGreaterThanOrEqual(0);
		for (let i = 0; i < replayed.length; i++) {
			const expected = values[(((i - begin) % values.length) + values.length) % values.length];
			if (replayed[i] !== expected) expect([i, replayed[i]]).toEqual([i, expected]);
		}
	});

	it("R11 takes its sensors off the server, closes its connections and leaves no timer", async () => {
		const { clock, gateway, run } = setUp();
		await run.start();
		await clock.advance(1_000);
		await run.stop();
		await run.stop();
		expect(gateway.left.sort()).toEqual([
			"sensocto:sensor:belt:1",
			"sensocto:sensor:replay",
			"sensocto:sensor:walker",
		]);
		expect([run.state, gateway.connections.size, clock.pending]).toEqual(["stopped", 0, 0]);
	});

	it("R12 stops cleanly before it runs", async () => {
		const { clock, gateway, run } = setUp();
		const starting = run.start();
		await run.stop();
		await starting;
		await clock.advance(1_000);
		expect([run.state, gateway.joins.size, clock.pending]).toEqual(["stopped", 0, 0]);
	});
});
