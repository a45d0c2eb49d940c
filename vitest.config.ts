import { defineConfig } from "vitest/config";

export default defineConfig({
	test: {
		include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "apps/server/test/**/*.test.ts"],
		testTimeout: 20_000,
		hookTimeout: 60_000,
	},
});
