import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildWeb, install, platformNode, ROOT } from "./prepare.mjs";

// Installs what is missing, then: static checks, unit and integration tests, tests in a real browser, and those
// benchmarks that are quick and do not depend on the machine, against 60 % of their targets.
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

const vitestOutcome = ({ numFailedTests, numPassedTests, numPendingTests }) => ({
	passed: numPassedTests,
	failed: numFailedTests,
	skipped: numPendingTests,
});

function unitTests() {
	const file = path.join(results, "vitest.json");
	const status = tool("node_modules/vitest/vitest.mjs", [
		"run",
		"--reporter=default",
		"--reporter=json",
		`--outputFile.json=${file}`,
	]);
	count("vitest", readResults(file, vitestOutcome, status));
}

/** Tests of the benchmarks' own parts, among them whether docs/benchmarks.md holds the results on file. */
function benchmarkTests() {
	const file = path.join(results, "vitest-bench.json");
	const args = [
		"run",
		"--root",
		"bench",
		"--reporter=default",
		"--reporter=json",
		`--outputFile.json=${file}`,
	];
	const status = tool("node_modules/vitest/vitest.mjs", args);
	count("vitest bench", readResults(file, vitestOutcome, status));
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

/** Benchmarks whose figures are exact, or ratios of processor time within one run. */
const GATED = [
	"wire-ecg",
	"signals",
	"history-write",
	"fan-1-100",
	"pipe-1-1",
	"controller",
	"novelty",
	"predictor",
];
/** Peers of these runs; comparing with all would take several times as long. */
const PEERS = "Socket.IO,Mosquitto";

function benchmarks() {
	benchmarkTests();
	const report = path.join(results, "benchmarks.json");
	const names = GATED.filter((name) => existsSync(path.join(ROOT, "bench", `${name}.bench.ts`)));
	const options = ["--gate", "--repeats", "1", "--no-write", "--peers", PEERS, "--report", report];
	const status = tool("bench/run.ts", [...options, ...names]);
	const read = (verdicts) => {
		const outcome = { passed: 0, failed: 0, skipped: 0 };
		for (const { name, reason, verdict } of verdicts) {
			outcome[verdict] += 1;
			console.log(`${verdict} ${name}${reason === undefined ? "" : `: ${reason}`}`);
		}
		return outcome;
	};
	count("benchmarks", readResults(report, read, status));
}

const parts = { check: staticChecks, unit: unitTests, browser: browserTests, bench: benchmarks };
const chosen = process.argv.slice(2);
for (const [name, run] of Object.entries(parts)) if (chosen.length === 0 || chosen.includes(name)) run();

console.log(
	`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`,
);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
