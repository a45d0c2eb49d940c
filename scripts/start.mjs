import { spawn } from "node:child_process";
import { buildWeb, COMPILE_CACHE, install, platformNode, ROOT, serverArguments } from "./prepare.mjs";

// Everything a new machine needs, then the platform with the demo scenario.
install();
buildWeb();
const env = { SIMULATOR_AUTOSTART: "demo", NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env };
const server = spawn(platformNode(), serverArguments(), {
	cwd: ROOT,
	stdio: "inherit",
	env,
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
