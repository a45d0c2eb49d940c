import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "@sensocto/supervision";
import type { DatabaseAccess } from "../../infrastructure/database/database.ts";
import type { TokensTable } from "../../infrastructure/database/schema.ts";
import { uuidV7 } from "../../infrastructure/database/uuid-v7.ts";

const SECRET_BYTES = 32;

export type TokenPurpose = TokensTable["purpose"];

/** What a valid token stands for. */
export interface StoredToken {
	id: string;
	subject: string;
	claims: unknown;
	expiresAtMs: number;
}

/** Revocable tokens; the database holds their hashes only, so a copy of it opens nothing. */
export class TokenStore {
	readonly #database: { get(): DatabaseAccess };
	readonly #clock: Clock;
	readonly #random: (bytes: number) => Buffer;

	constructor(database: { get(): DatabaseAccess }, clock: Clock, random = randomBytes) {
		this.#database = database;
		this.#clock = clock;
		this.#random = random;
	}

	/** Makes a token; its secret is returned here and never again. */
	async issue(token: {
		purpose: TokenPurpose;
		/** Whom or what it is for, e.g. a connector's id. */
		subject: string;
		claims?: object;
		ttlMs: number;
	}): Promise<{ id: string; secret: string; expiresAtMs: number }> {
		// A prefix, so that a token never looks like an option of a command line.
		const secret = `sns_${this.#random(SECRET_BYTES).toString("base64url")}`;
		const id = uuidV7(this.#clock.now());
		const expiresAtMs = this.#clock.now() + token.ttlMs;
		await this.#database
			.get()
			.kysely.insertInto("tokens")
			.values({
				id,
				token_hash: hashOf(secret),
				purpose: token.purpose,
				subject: token.subject,
				claims: JSON.stringify(token.claims ?? {}),
				expires_at: new Date(expiresAtMs),
			})
			.execute();
		return { id, secret, expiresAtMs };
	}

	/** What a token stands for; `undefined` when it is unknown, revoked, expired or for another purpose. */
	async verify(secret: string, purpose: TokenPurpose): Promise<StoredToken | undefined> {
		const row = await this.#database
			.get()
			.kysely.selectFrom("tokens")
			.select(["id", "subject", "claims", "expires_at"])
			.where("token_hash", "=", hashOf(secret))
			.where("purpose", "=", purpose)
			.where("revoked_at", "is", null)
			.where("expires_at", ">", new Date(this.#clock.now()))
			.executeTakeFirst();
		return (
			row && { id: row.id, subject: row.subject, claims: row.claims, expiresAtMs: row.expires_at.getTime() }
		);
	}

	/** Revokes one token. @returns whether it was valid until now */
	async revoke(id: string): Promise<boolean> {
		const now = new Date(this.#clock.now());
		const { numUpdatedRows } = await this.#database
			.get()
			.kysely.updateTable("tokens")
			.set({ revoked_at: now, updated_at: now })
			.where("id", "=", id)
			.where("revoked_at", "is", null)
			.executeTakeFirst();
		return numUpdatedRows > 0n;
	}

	/** Removes what expired before now. @returns how many */
	async purgeExpired(): Promise<number> {
		const { numDeletedRows } = await this.#database
			.get()
			.kysely.deleteFrom("tokens")
			.where("expires_at", "<=", new Date(this.#clock.now()))
			.executeTakeFirst();
		return Number(numDeletedRows);
	}
}

/** The secret has 256 bits of its own, so a plain hash is as good as a slow one. */
function hashOf(secret: string): Buffer {
	return createHash("sha256").update(secret).digest();
}
