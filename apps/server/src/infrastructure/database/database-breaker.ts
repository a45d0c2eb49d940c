import { SensoctoError } from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import { CircuitBreaker } from "../circuit-breaker.ts";

/** When to come again while a probe is under way, in ms. */
const TIMEOUT_MS = 5_000;

/** What {@link databaseBreaker} is made with. */
export interface DatabaseBreakerOptions {
	readonly clock: Clock;
	/** Uniform numbers in 0..1. */
	readonly random: () => number;
	readonly logger: { warn(fields: object, message: string): void };
}

/** The breaker before the database; what it refuses is `storage_unavailable` with the seconds until it may be asked. */
export function databaseBreaker({ clock, logger, random }: DatabaseBreakerOptions): CircuitBreaker {
	return new CircuitBreaker({
		...{ name: "database", clock, random, timeoutMs: TIMEOUT_MS },
		refused: (retryMs) => storageUnavailable(Math.ceil(retryMs / 1_000)),
		timedOut: () => storageUnavailable(1),
		onChange: (state, failures) => logger.warn({ state, failures }, "circuit breaker of the database"),
	});
}

function storageUnavailable(retryAfterSeconds: number): SensoctoError {
	return new SensoctoError("storage_unavailable", { retry_after: retryAfterSeconds });
}
