import type { CircuitBreaker, CircuitView } from "./circuit-breaker.ts";

/** The breakers of every outside dependency, by name; stands above the workers that use them. */
export class Breakers {
	readonly #breakers = new Map<string, CircuitBreaker>();

	/** Adds a breaker; one of the same name takes the place of the older. */
	add(breaker: CircuitBreaker): CircuitBreaker {
		this.#breakers.set(breaker.name, breaker);
		return breaker;
	}

	/** Every breaker as it stands. */
	list(): CircuitView[] {
		return Array.from(this.#breakers.values(), (breaker) => breaker.view());
	}
}
