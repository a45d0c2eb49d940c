import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Where Node keeps compiled modules between starts: it halves the time of a start. */
export const COMPILE_CACHE = path.join(ROOT, "node_modules", ".cache", "sensocto");

const OLDEST_NODE = 20;

/** Runs a command in the project's folder, its output shown; ends this process when it fails. */
export function run(command, args, env = {}) {
	const shell = process.platform === "win32";
	const { status, error } = spawnSync(command, args, {
		cwd: ROOT,
		stdio: "inherit",
		shell,
		env: { ...process.env, ...env },
	});
	if (error !== undefined) throw error;
	if (status !== 0) process.exit(status ?? 1);
}

/** Installs the dependencies unless the installed ones are those of the lock file. */
export function install() {
	const major = Number(process.versions.node.split(".")[0]);
	if (major < OLDEST_NODE) {
		console.error(
			`Sensocto needs Node ${OLDEST_NODE} or newer to install itself; this is ${process.version}.`,
		);
		process.exit(1);
	}
	const installed = path.join(ROOT, "node_modules", ".package-lock.json");
	if (existsSync(installed) && changedAt(installed) >= changedAt(path.join(ROOT, "package-lock.json")))
		return;
	console.log("Installing dependencies …");
	run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** Path of the Node that runs the platform: this one if it is new enough, else the one that was installed. */
export function platformNode() {
	if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
	return path.join(ROOT, "node_modules", ".bin", process.platform === "win32" ? "node.cmd" : "node");
}

/**
 * Arguments that run the server on the platform's Node.
 *
 * A young generation of 16 MB: with 4 MB collections cost four times as much, with 32 idle connections hold twice as much.
 */
export function serverArguments() {
	const { config } = JSON.parse(readFileSync(path.join(ROOT, "apps/server/package.json"), "utf8"));
	return [...config.nodeFlags, path.join(ROOT, "apps/server/src/main.ts")];
}

/** Runs an installed tool by its script, on the platform's Node. */
export function runTool(script, args, env) {
	run(platformNode(), [path.join(ROOT, "node_modules", script), ...args], env);
}

/** Builds the web UI unless the built one is newer than its sources. */
export function buildWeb() {
	const built = path.join(ROOT, "apps", "web", "dist", "index.html");
	const sources = [
		"apps/web/src",
		"apps/web/index.html",
		"apps/web/vite.config.ts",
		"packages/protocol/src",
		"packages/client/src",
		"packages/signals/src",
		"package-lock.json",
	];
	const newest = Math.max(...sources.map((source) => newestIn(path.join(ROOT, source))));
	if (existsSync(built) && changedAt(built) > newest) return;
	console.log("Building the web UI …");
	runTool("vite/bin/vite.js", ["build", "apps/web", "--logLevel", "warn"]);
}

function newestIn(place) {
	if (!existsSync(place)) return 0;
	const stat = statSync(place);
	if (!stat.isDirectory()) return stat.mtimeMs;
	return Math.max(stat.mtimeMs, ...readdirSync(place).map((name) => newestIn(path.join(place, name))));
}

function changedAt(file) {
	return statSync(file).mtimeMs;
}
