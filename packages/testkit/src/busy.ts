/**
 * How many times as long as promised something may take before a test calls it a defect.
 *
 * Promises about time hold on an idle machine and are measured by benchmarks; tests run beside others. `TEST_BUSY=1`
 * holds tests to the promises themselves.
 */
export const BUSY = Number(process.env.TEST_BUSY ?? 4);
