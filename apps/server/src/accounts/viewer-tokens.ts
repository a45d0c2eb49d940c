import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "@sensocto/supervision";
import { z } from "zod";

/** What a viewer token says: who views, and which sensors (null for all). */
export interface ViewerClaims {
	readonly viewId: string;
	readonly sensors: readonly string[] | null;
	/** Server time at which it ends, in ms. */
	readonly expiresAt: number;
}

/** How long a viewer token is good, in ms. */
export const VIEWER_TOKEN_MS = 3_600_000;

const claimsSchema = z.object({
	viewId: z.string(),
	sensors: z.array(z.string()).nullable(),
	expiresAt: z.number(),
});

/** Signs and reads the tokens of `viewer:data:<token>` topics (HMAC-SHA-256). */
export class ViewerTokens {
	readonly #secret: string;
	readonly #clock: Clock;

	constructor(secret: string, clock: Clock) {
		this.#secret = secret;
		this.#clock = clock;
	}

	/** Makes a token that is good for an hour. */
	sign(viewId: string, sensors: readonly string[] | null): { token: string; expiresAt: number } {
		const expiresAt = this.#clock.now() + VIEWER_TOKEN_MS;
		const body = Buffer.from(JSON.stringify({ viewId, sensors, expiresAt })).toString("base64url");
		return { token: `${body}.${this.#signature(body).toString("base64url")}`, expiresAt };
	}

	/** The claims of a token that this server signed and that has not ended, else null. */
	verify(token: string): ViewerClaims | null {
		const [body, signature, ...rest] = token.split(".");
		if (body === undefined || signature === undefined || rest.length > 0) return null;
		const expected = this.#signature(body);
		const given = Buffer.from(signature, "base64url");
		if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
		const claims = claimsSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString()));
		return claims.expiresAt > this.#clock.now() ? claims : null;
	}

	#signature(body: string): Buffer {
		return createHmac("sha256", this.#secret).update(`viewer:${body}`).digest();
	}
}
