import { SeededRng } from "./seeded-rng.ts";

/**
 * Runs a random test and names its seed when it fails.
 *
 * The seed is the `TEST_SEED` of the environment, the one given, or a random one, in this order. A failure's
 * message ends with it; the original error is its `cause`.
 */
export async function withSeed<T>(test: (rng: SeededRng) => T | Promise<T>, seed?: number): Promise<T> {
	const rng = new SeededRng(chosenSeed(seed));
	try {
		return await test(rng);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`${reason}\n(repeat with TEST_SEED=${rng.seed})`, { cause: error });
	}
}

/** The `TEST_SEED` of the environment, the one given, or a random one, in this order. */
export function chosenSeed(seed: number | undefined): number {
	const given = process.env.TEST_SEED;
	if (given !== undefined && given !== "") {
		const parsed = Number(given);
		if (!Number.isInteger(parsed)) throw new Error(`TEST_SEED is to be an integer, got ${given}`);
		return parsed;
	}
	return seed ?? (crypto.getRandomValues(new Uint32Array(1))[0] as number);
}
