import { statfs } from "node:fs/promises";
import { cpus, freemem, loadavg, totalmem } from "node:os";
import type { AttributeDescription } from "@sensocto/client";
import { rounded } from "../generators/generator.ts";
import { CpuMeter } from "./cpu-meter.ts";
import { findTemperatureProbes, readTemperature, type TemperatureProbe } from "./temperature-probes.ts";

const BYTES_PER_GB = 1e9;

/** Source of figures about a machine. */
export interface HostReadings {
	/** What it can measure, by attribute id. */
	describe(): Promise<Record<string, AttributeDescription>>;
	/** Present values by attribute id; what cannot be read now is left out. */
	read(): Promise<Record<string, number>>;
}

/** Figures about the machine this process runs on: processor, memory, load, disk, temperatures. */
export class MachineReadings implements HostReadings {
	readonly #cpu = new CpuMeter();
	readonly #folder: string;
	#probes: readonly TemperatureProbe[] = [];

	/** @param folder a folder on the disk whose free space counts. */
	constructor(folder = process.cwd()) {
		this.#folder = folder;
	}

	async describe(): Promise<Record<string, AttributeDescription>> {
		this.#probes = await findTemperatureProbes();
		this.#cpu.read(cpus());
		const probes = this.#probes.map(({ id, name }) => [
			id,
			{ attribute_type: "temperature", sampling_rate: 1, unit: "°C", display_name: name },
		]);
		return {
			cpu: { attribute_type: "cpu", sampling_rate: 1, unit: "%" },
			memory: { attribute_type: "memory", sampling_rate: 1, unit: "%" },
			load: { attribute_type: "load", sampling_rate: 1 },
			disk_free: { attribute_type: "disk_free", sampling_rate: 1, unit: "GB" },
			...Object.fromEntries(probes),
		};
	}

	async read(): Promise<Record<string, number>> {
		const [disk, temperatures] = await Promise.all([
			statfs(this.#folder),
			Promise.all(this.#probes.map(async (probe) => [probe.id, await readTemperature(probe)] as const)),
		]);
		const cpu = this.#cpu.read(cpus());
		const values: (readonly [string, number | undefined])[] = [
			["cpu", cpu === undefined ? undefined : rounded(cpu, 1)],
			["memory", rounded(100 * (1 - freemem() / totalmem()), 1)],
			["load", rounded(loadavg()[0] ?? 0, 2)],
			["disk_free", rounded((disk.bavail * disk.bsize) / BYTES_PER_GB, 2)],
			...temperatures,
		];
		return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Record<string, number>;
	}
}
