import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildWeb, install, platformNode, ROOT } from "./prepare.mjs";

// Installs what is missing, then: static checks, unit and integration tests, tests in a real browser.
install();
buildWeb();

const results = mkdtempSync(path.join(tmpdir(), "sensocto-test-"));
const total = { passed: 0, failed: 0, skipped: 0 };

function count(name, outcome) {
	for (const key of Object.keys(total)) total[key] += outcome[key] ?? 0;
	if (outcome.failed > 0) console.error(`\n${name}: ${outcome.failed} failed\n`);
}

function tool(script, args, env = {}) {
	const options = { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } };
	const { status } = spawnSync(
		platformNode(),
		[path.isAbsolute(script) ? script : path.join(ROOT, script), ...args],
		options,
	);
	return status ?? 1;
}

/** A run that leaves no results counts as one failure: a runner that crashed must not look like success. */
function readResults(file, read, status) {
	if (!existsSync(file)) return { failed: 1 };
	const outcome = read(JSON.parse(readFileSync(file, "utf8")));
	return status !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1 } : outcome;
}

function staticChecks() {
	const status = tool("scripts/check.mjs", []);
	count("static checks", status === 0 ? { passed: 1 } : { failed: 1 });
}

function unitTests() {
	const file = path.join(results, "vitest.json");
	const status = tool("node_modules/vitest/vitest.mjs", [
		"run",
		"--reporter=default",
		"--reporter=json",
		`--outputFile.json=${file}`,
	]);
	const read = ({ numFailedTests, numPassedTests, numPendingTests }) => ({
		passed: numPassedTests,
		failed: numFailedTests,
		skipped: numPendingTests,
	});
	count("vitest", readResults(file, read, status));
}

function browserTests() {
	const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
		(place) => existsSync(place),
	);
	const executable = process.env.CHROMIUM ?? chromium;
	if (executable === undefined) {
		console.error("\nThe browser tests need Chromium: install it, or set CHROMIUM to its path.\n");
		count("browser tests", process.env.CI ? { failed: 1 } : { skipped: 1 });
		return;
	}
	const file = path.join(results, "playwright.json");
	const status = tool(
		"node_modules/@playwright/test/cli.js",
		["test", "--config", "e2e/playwright.config.ts"],
		{
			CHROMIUM: executable,
			PLAYWRIGHT_JSON_OUTPUT_NAME: file,
		},
	);
	const read = ({ stats }) => ({
		passed: stats.expected + stats.flaky,
		failed: stats.unexpected,
		skipped: stats.skipped,
	});
	count("browser tests", readResults(file, read, status));
}

const parts = { check: staticChecks, unit: unitTests, browser: browserTests };
const chosen = process.argv.slice(2);
for (const [name, run] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) run();

console.log(
	`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
