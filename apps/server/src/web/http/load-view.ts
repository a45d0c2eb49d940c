import type { DashboardOverview } from "@sensocto/protocol";
import type { LoadReading } from "../../bio/wires.ts";

/** A reading of the load as it is told outside. */
export type LoadView = NonNullable<DashboardOverview["load"]>;

/** Tells a reading of the load. */
export function loadView(reading: LoadReading): LoadView {
	const { bottleneck, injected, label, loopDelayP99Ms, memoryProtection, pressure, signals } = reading;
	return {
		...{ label, pressure, bottleneck, injected },
		memory_protection: memoryProtection,
		loop_delay_p99_ms: loopDelayP99Ms,
		signals: { ...signals },
	};
}
