/** Runs per property in tests: 10 000, or as many as the environment variable PROPERTY_RUNS says. */
export const PROPERTY_RUNS: number = Number(process.env.PROPERTY_RUNS ?? 10_000);
