import { parseArgs } from "node:util";
import { type Scope, Supervisor, systemClock } from "@sensocto/supervision";
import { readConfig } from "../config.ts";
import { Database } from "../infrastructure/database/database.ts";
import { TokenStore } from "../storage/history/token-store.ts";

const DEFAULT_DAYS = 14;
const DAY_MS = 86_400_000;

const quiet = {
	info() {},
	warn() {},
	error: (fields: object, message: string) => console.error(message, fields),
};

/** `sensocto token …`: makes and ends access tokens. Returns the exit code. */
export async function tokenCommand(args: readonly string[]): Promise<number> {
	const { positionals, values } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: { days: { type: "string", default: String(DEFAULT_DAYS) } },
	});
	const [action, subject] = positionals;
	const days = Number(values.days);
	if ((action !== "create" && action !== "revoke") || subject === undefined || !(days > 0)) {
		console.error("Usage: sensocto token create NAME [--days N] | sensocto token revoke ID");
		return 64;
	}
	return withTokens(async (tokens) => {
		if (action === "revoke") {
			const revoked = await tokens.revoke(subject);
			console.log(revoked ? "The token is revoked." : "There is no valid token with this id.");
			return revoked ? 0 : 1;
		}
		const { id, secret, expiresAtMs } = await tokens.issue({ purpose: "api", subject, ttlMs: days * DAY_MS });
		console.log(
			`${secret}\n\nid ${id}, for ${subject}, valid until ${new Date(expiresAtMs).toISOString()}. It is shown only now.`,
		);
		return 0;
	});
}

/** Uses the configured database: a running embedded server is joined, otherwise one runs for the moment. */
async function withTokens(work: (tokens: TokenStore) => Promise<number>): Promise<number> {
	const { databaseUrl, dataDir } = readConfig(process.env);
	const database = new Database({ databaseUrl, dataDir, clock: systemClock, logger: quiet });
	let exitCode = 1;
	const job = {
		start: async (_scope: Scope) => {
			exitCode = await work(new TokenStore({ get: () => database }, systemClock));
		},
	};
	const supervisor = new Supervisor("sensocto token", { strategy: "rest_for_one", maxRestarts: 0 }, [
		{ id: "Repo", create: () => database },
		{ id: "job", create: () => job },
	]);
	await supervisor.start();
	await supervisor.stop();
	return exitCode;
}
