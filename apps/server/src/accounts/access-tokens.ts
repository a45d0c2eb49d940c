import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "@sensocto/supervision";
import type { DatabaseAccess } from "../infrastructure/database/database.ts";

/** A token that was made, in clear this once. */
export interface MadeToken {
	readonly token: string;
	readonly name: string;
	readonly expiresAt: Date;
}

/** A verified token is believed this long before the database is asked again, in ms: so a revocation takes effect. */
const BELIEVED_MS = 2_000;

/** Verdicts remembered at the same time. */
const REMEMBERED = 10_000;

/**
 * Access tokens made on the command line: random, stored as SHA-256 only, with an end, revocable.
 */
export class AccessTokens {
	readonly #database: { get(): DatabaseAccess };
	readonly #clock: Clock;
	readonly #verdicts = new Map<string, { name: string | null; until: number }>();

	constructor(database: { get(): DatabaseAccess }, clock: Clock) {
		this.#database = database;
		this.#clock = clock;
	}

	/** Makes a token for somebody or something called `name`, good for `days`. */
	async create(name: string, days: number): Promise<MadeToken> {
		const token = `sns_${randomBytes(32).toString("base64url")}`;
		const expiresAt = new Date(this.#clock.now() + days * 86_400_000);
		await this.#database
			.get()
			.kysely.insertInto("tokens")
			.values({ id: randomUUID(), token_hash: hash(token), purpose: "api", subject: name, expires_at: expiresAt })
			.execute();
		return { token, name, expiresAt };
	}

	/** Ends every token of that name; returns how many there were. */
	async revoke(name: string): Promise<number> {
		const result = await this.#database
			.get()
			.kysely.updateTable("tokens")
			.set({ revoked_at: new Date(this.#clock.now()) })
			.where("subject", "=", name)
			.where("purpose", "=", "api")
			.where("revoked_at", "is", null)
			.executeTakeFirst();
		this.#verdicts.clear();
		return Number(result.numUpdatedRows);
	}

	/** The name a token was made for, or null when it is not valid (any more). */
	async verify(token: string): Promise<string | null> {
		if (token === "") return null;
		const key = hash(token).toString("base64");
		const known = this.#verdicts.get(key);
		const now = this.#clock.now();
		if (known !== undefined && known.until > now) return known.name;
		const row = await this.#database
			.get()
			.kysely.selectFrom("tokens")
			.select("subject")
			.where("token_hash", "=", hash(token))
			.where("purpose", "=", "api")
			.where("revoked_at", "is", null)
			.where("expires_at", ">", new Date(now))
			.executeTakeFirst();
		if (this.#verdicts.size >= REMEMBERED) this.#verdicts.clear();
		this.#verdicts.set(key, { name: row?.subject ?? null, until: now + BELIEVED_MS });
		return row?.subject ?? null;
	}
}

function hash(token: string): Buffer {
	return createHash("sha256").update(token).digest();
}
