import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * The secret that signs tokens: the configured one, or a random one that is made once and kept in the data directory.
 */
export function signingSecret(configured: string | undefined, dataDir: string): string {
	if (configured !== undefined) return configured;
	const file = path.join(dataDir, "secret");
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
	}
	const secret = randomBytes(48).toString("base64url");
	mkdirSync(dataDir, { recursive: true });
	writeFileSync(file, secret, { mode: 0o600, flag: "wx" });
	return secret;
}
