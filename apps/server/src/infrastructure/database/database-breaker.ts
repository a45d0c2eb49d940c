import { SensoctoError } from "@sensocto/protocol";
import type { Clock } from "@sensocto/supervision";
import { CircuitBreaker } from "../circuit-breaker.ts";

/** Longest wait for a connection, in ms: beyond the pool's own limit, so that its message is the one that is seen. */
const TIMEOUT_MS = 10_000;

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
