import path from "node:path";
import { install, ROOT, runTool } from "./prepare.mjs";

// Everything that can be said about the code without running it.
install();
process.chdir(ROOT);
runTool("@biomejs/biome/bin/biome", ["check", "."]);
runTool("@typescript/native/bin/tsc", ["-p", "."]);
runTool("svelte-check/bin/svelte-check", [
	"--tsconfig",
	path.join("apps", "web", "tsconfig.json"),
	"--output",
	"human",
]);
runTool("dependency-cruiser/bin/dependency-cruiser.mjs", [
	"--config",
	".dependency-cruiser.mjs",
	"packages",
	"apps/server/src",
	"apps/web/src",
]);
runTool("knip/bin/knip.js", ["--no-progress"]);
