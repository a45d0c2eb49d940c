import { SYSTEM_LOADS } from "@sensocto/protocol";
import type { Telemetry } from "../../infrastructure/telemetry.ts";
import type { SystemLoad } from "./system-load.ts";

/** Adds the load to the metrics. */
export function loadMetrics(telemetry: Telemetry, load: SystemLoad): void {
	telemetry.gauge(
		"sensocto_load_pressure_ratio",
		"Smoothed maximum of the load signals",
		() => load.pressure,
	);
	telemetry.gauge("sensocto_load_level", "Load label: 0 normal, 1 elevated, 2 high, 3 critical", () =>
		SYSTEM_LOADS.indexOf(load.label),
	);
	telemetry.gauges("sensocto_load_signal_ratio", "How near each signal is to its limit", "signal", () =>
		Object.entries(load.reading?.signals ?? {}),
	);
	telemetry.gauge("sensocto_memory_protection", "Whether devices are slowed to save memory", () =>
		Number(load.memoryProtection),
	);
}
