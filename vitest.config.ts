import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "apps/server/test/**/*.test.ts"],
		// Only failures reach these: a busy machine is slow, not wrong.
		testTimeout: 90_000,
		hookTimeout: 120_000,
		// As in the browser tests: a second try on a shared machine, told as such.
		retry: process.env.CI === undefined ? 0 : 1,
	},
});
