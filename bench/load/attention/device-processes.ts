import { join } from "node:path";
import type { DeviceReport } from "./device-crowd.ts";
import type { FleetName } from "./fleet.ts";
import { LoadChild } from "./load-child.ts";

/** A fleet's devices, in processes of their own. */
export class DeviceProcesses {
	readonly #children: readonly LoadChild[];

	private constructor(children: readonly LoadChild[]) {
		this.#children = children;
	}

	/** Starts so many devices in so many processes; resolves when all of them send. */
	static async start(
		port: number,
		fleet: FleetName,
		sensors: number,
		processes: number,
	): Promise<DeviceProcesses> {
		const file = join(import.meta.dirname, "device-process.ts");
		const count = sensors / processes;
		const children = Array.from(
			{ length: processes },
			(_, k) => new LoadChild(file, [port, fleet, sensors, k * count, count].map(String)),
		);
		const devices = new DeviceProcesses(children);
		try {
			await Promise.all(children.map((child) => child.ask("start")));
		} catch (error) {
			await devices.stop();
			throw error;
		}
		return devices;
	}

	/** What each process did so far. */
	reports(): Promise<DeviceReport[]> {
		return Promise.all(this.#children.map((child) => child.ask<DeviceReport>("report")));
	}

	async stop(): Promise<void> {
		await Promise.all(this.#children.map((child) => child.stop()));
	}
}
