import { defineConfig } from "@playwright/test";
import { CHROMIUM_ARGS, chromiumPath } from "./fixtures/chromium.ts";

/** Tests in a real browser against the real server, one after the other. */
export default defineConfig({
	testDir: ".",
	outputDir: "../test-results",
	globalSetup: "./global-setup.ts",
	workers: 1,
	fullyParallel: false,
	forbidOnly: process.env.CI !== undefined,
	retries: process.env.CI === undefined ? 0 : 1,
	// Only failures reach these: a busy machine is slow, not wrong.
	timeout: 120_000,
	expect: { timeout: 30_000 },
	reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
	use: {
		viewport: { width: 1440, height: 900 },
		locale: "en-GB",
		timezoneId: "UTC",
		trace: "off",
		launchOptions: { executablePath: chromiumPath(), args: [...CHROMIUM_ARGS] },
	},
});
