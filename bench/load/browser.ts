import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import { CHROMIUM_ARGS, chromiumPath } from "../../e2e/fixtures/chromium.ts";
import { Unavailable } from "../benchmark.ts";

/** Starts a headless browser; throws `Unavailable` when there is none, or no built UI for it to open. */
export async function startBrowser(root: string): Promise<Browser> {
	const executablePath = chromiumPath();
	if (executablePath === undefined) throw new Unavailable("no Chromium; install it or set CHROMIUM");
	const dist = process.env.WEB_DIST ?? join(root, "apps", "web", "dist");
	if (!existsSync(join(dist, "index.html"))) throw new Unavailable("the web UI is not built: npm run build");
	return chromium.launch({ executablePath, args: [...CHROMIUM_ARGS] });
}
