import type { AttributeType } from "./attribute-type.ts";
import { scalar } from "./define.ts";

const PERCENT = {
	digits: 0,
	plausible: [0, 100],
	display: [0, 100],
	intervalMs: 2000,
	lens: "host",
} as const;

/** Computers as sensors. */
export const HOST: readonly AttributeType[] = [
	scalar("cpu", "Processor use", "%", { ...PERCENT, aliases: ["cpu_usage"] }),
	scalar("memory", "Memory use", "%", { ...PERCENT, aliases: ["memory_usage"] }),
	scalar("load", "Load average", null, {
		digits: 2,
		plausible: [0, 10_000],
		display: [0, 8],
		intervalMs: 2000,
		lens: "host",
		aliases: ["load_average"],
	}),
	scalar("disk", "Disk use", "%", { ...PERCENT, intervalMs: 10_000, aliases: ["disk_usage"] }),
	scalar("disk_free", "Free disk space", "GB", { digits: 1, intervalMs: 10_000, lens: "host" }),
	scalar("cpu_temperature", "Processor temperature", "°C", {
		plausible: [-40, 125],
		display: [20, 100],
		intervalMs: 2000,
		lens: "host",
	}),
	scalar("uptime", "Time since start", "s", { digits: 0, intervalMs: 10_000, lens: "host", precision: 64 }),
];
