import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Scope, systemClock } from "@sensocto/supervision";
import { Database, type DatabaseLogger } from "./database.ts";

/** A real embedded database in a directory of its own, for tests and benchmarks. */
export interface TemporaryDatabase {
	database: Database;
	dataDir: string;
	/** As a `Ref` gives it. */
	get(): Database;
	/** Looks once for a lost server, as the running worker does every second. */
	watch(): Promise<void>;
	stop(): Promise<void>;
}

/** Starts an empty, migrated database; `stop` removes it with its files. */
export async function startTemporaryDatabase(
	logger: DatabaseLogger = silentLogger,
): Promise<TemporaryDatabase> {
	const dataDir = mkdtempSync(path.join(tmpdir(), "sensocto-database-"));
	chmodSync(dataDir, 0o755); // PostgreSQL runs as another account when this runs as root.
	const database = new Database({ dataDir, clock: systemClock, logger });
	const ticks: (() => unknown)[] = [];
	await database.start(temporaryScope(ticks));
	return {
		database,
		dataDir,
		get: () => database,
		watch: async () => {
			for (const tick of ticks) await tick();
		},
		stop: async () => {
			await database.stop();
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

/** All of a scope that a database uses; what it would do every second comes into `ticks`. */
export function temporaryScope(ticks: (() => unknown)[]): Scope {
	return { every: (_: number, tick: () => unknown) => ticks.push(tick) } as unknown as Scope;
}

/** A logger that keeps nothing. */
export const silentLogger: DatabaseLogger = { info: () => {}, warn: () => {}, error: () => {} };
