import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Builds the web UI when there is none; an existing one is tested as it is. */
export default function globalSetup(): void {
	const folder = process.env.WEB_DIST ?? join(root, "apps", "web", "dist");
	if (existsSync(join(folder, "index.html"))) return;
	const vite = join(root, "node_modules", "vite", "bin", "vite.js");
	const { status } = spawnSync(process.execPath, [vite, "build", "apps/web", "--logLevel", "warn"], {
		cwd: root,
		stdio: "inherit",
	});
	if (status !== 0) throw new Error(`The web UI could not be built: vite ended with ${status}.`);
}
