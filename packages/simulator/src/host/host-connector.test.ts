import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeClock } from "@sensocto/testkit";
import { describe, expect, it } from "vitest";
import { DeviceGateway } from "../testing/device-gateway.ts";
import { CpuMeter } from "./cpu-meter.ts";
import { HostConnector } from "./host-connector.ts";
import { MachineReadings } from "./host-readings.ts";
import { findTemperatureProbes, readTemperature } from "./temperature-probes.ts";

describe("HostConnector", () => {
	it("H1 hands a failure of its readings over", async () => {
		const clock = new FakeClock();
		const errors: unknown[] = [];
		const host = new HostConnector({
			url: "http://server.test",
			clock,
			WebSocket: new DeviceGateway().WebSocket,
			onError: (error) => errors.push(error),
			readings: { describe: async () => ({}), read: () => Promise.reject(new Error("no figures")) },
		});
		await host.start();
		await clock.advance(1_000);
		expect(errors).toEqual([expect.objectContaining({ message: "no figures" })]);
		await host.stop();
	});

	it("H2 sends the machine's figures once a second as real data and leaves nothing behind", async () => {
		const clock = new FakeClock();
		const gateway = new DeviceGateway();
		const host = new HostConnector({
			url: "http://server.test",
			clock,
			sensorId: "host:test",
			WebSocket: gateway.WebSocket,
			readings: {
				describe: async () => ({ cpu: { attribute_type: "cpu", sampling_rate: 1, unit: "%" } }),
				read: async () => ({ cpu: 12.5 }),
			},
		});
		await host.start();
		await clock.advance(10_000);
		await host.stop();
		expect(gateway.joins.get("sensocto:sensor:host:test")).toMatchObject({
			provenance: "real",
			sensor_name: "This machine",
			sensor_type: "host",
		});
		expect(gateway.of("host:test", "cpu").map(({ payload }) => payload)).toEqual(Array(10).fill(12.5));
		expect(clock.pending).toBe(0);
	});
});

describe("MachineReadings", () => {
	it("H3 measures this machine in plausible figures", async () => {
		const readings = new MachineReadings();
		const described = await readings.describe();
		const values = await readings.read();
		expect(Object.keys(described)).toEqual(expect.arrayContaining(["cpu", "memory", "load", "disk_free"]));
		for (const id of Object.keys(values)) expect(described[id]).toBeDefined();
		expect(values.memory).toBeGreaterThan(0);
		expect(values.memory).toBeLessThan(100);
		expect(values.disk_free).toBeGreaterThan(0);
	});
});

describe("CpuMeter", () => {
	const processor = (busy: number, idle: number) => [
		{ model: "", speed: 0, times: { user: busy, nice: 0, sys: 0, irq: 0, idle } },
	];

	it("H4 says nothing at first and without time passed, then the busy share", () => {
		const meter = new CpuMeter();
		expect(meter.read(processor(100, 100))).toBeUndefined();
		expect(meter.read(processor(100, 100))).toBeUndefined();
		expect(meter.read(processor(125, 175))).toBe(25);
	});
});

describe("temperature probes", () => {
	it("H5 finds none where there are none", async () => {
		expect(await findTemperatureProbes("/nowhere")).toEqual([]);
	});

	it("H6 finds thermal zones and hardware monitors that answer, under ids the protocol takes", async () => {
		const root = await mkdtemp(join(tmpdir(), "probes-"));
		const put = async (folder: string, files: Record<string, string>): Promise<void> => {
			await mkdir(join(root, folder), { recursive: true });
			for (const [name, text] of Object.entries(files)) await writeFile(join(root, folder, name), text);
		};
		await put("thermal/thermal_zone0", { type: "x86 pkg.temp\n", temp: "48500\n" });
		await put("thermal/thermal_zone1", { type: "broken", temp: "garbage" });
		await put("thermal/cooling_device0", { type: "fan", temp: "1" });
		await put("hwmon/hwmon0", {
			name: "nvme\n",
			temp1_input: "36850\n",
			temp1_label: "Composite\n",
			temp2_input: "",
		});
		const probes = await findTemperatureProbes(root);
		expect(probes.map(({ id, name }) => [id, name])).toEqual([
			["temperature_x86_pkg_temp", "x86 pkg.temp"],
			["temperature_nvme_composite", "nvme Composite"],
		]);
		expect(await Promise.all(probes.map(readTemperature))).toEqual([48.5, 36.85]);
		await rm(root, { recursive: true });
	});
});
