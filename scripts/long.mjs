import { spawnSync } from "node:child_process";
import path from "node:path";
import { install, platformNode, ROOT } from "./prepare.mjs";

/** The long forms of tests that also run, shorter, in `npm test`: their files and how long they go. */
const FORMS = {
	fuzz: {
		files: [
			"apps/server/test/frame-fuzz.test.ts",
			"apps/server/src/web/socket/frame-scanner.test.ts",
			"packages/protocol",
			"packages/supervision",
		],
		env: { FUZZ_FRAMES: "1000000", PROPERTY_RUNS: "50000", C1_RUNS: "20000" },
	},
	soak: {
		files: [
			"apps/server/test/slow-viewer.test.ts",
			"apps/server/test/ingest.test.ts",
			"apps/server/test/kill-loop.test.ts",
		],
		env: { SLOW_VIEWER_SECONDS: "60", INGEST_SECONDS: "1800", C9_CYCLES: "500" },
	},
};

const [name, load, ...options] = process.argv.slice(2);
const form = FORMS[name];
const isCity = name === "soak" && load === "city";
if (form === undefined || (load !== undefined && !isCity)) {
	console.error(
		`Usage: npm run ${Object.keys(FORMS).join(" | npm run ")} | npm run soak -- city [--minutes N]`,
	);
	process.exit(64);
}
install();
if (isCity) {
	const program = path.join(ROOT, "bench/soak/city.ts");
	const { status } = spawnSync(platformNode(), [program, ...options], { cwd: ROOT, stdio: "inherit" });
	process.exit(status ?? 1);
}
const args = [
	path.join(ROOT, "node_modules/vitest/vitest.mjs"),
	"run",
	"--testTimeout=7200000",
	...form.files,
];
const { status } = spawnSync(platformNode(), args, {
	cwd: ROOT,
	stdio: "inherit",
	env: { ...process.env, ...form.env },
});
process.exit(status ?? 1);
