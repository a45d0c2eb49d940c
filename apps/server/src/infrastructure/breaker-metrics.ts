import type { CircuitState } from "./circuit-breaker.ts";
import type { Breakers } from "./circuit-breakers.ts";
import type { Telemetry } from "./telemetry.ts";

const NUMBERS: Record<CircuitState, number> = { closed: 0, "half-open": 1, open: 2 };

/** Adds the circuit breakers to the metrics. */
export function breakerMetrics(telemetry: Telemetry, breakers: Breakers): void {
	telemetry.gauges(
		"sensocto_circuit_breaker_state",
		"Circuit breakers: 0 closed, 1 half-open, 2 open",
		"dependency",
		() => breakers.list().map(({ name, state }) => [name, NUMBERS[state]]),
	);
}
