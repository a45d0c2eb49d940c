/** Runs per property in tests: 2 000, or the environment variable PROPERTY_RUNS. */
export const PROPERTY_RUNS: number = Number(process.env.PROPERTY_RUNS ?? 10_000);
