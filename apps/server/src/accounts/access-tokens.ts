import type { Clock } from "@sensocto/supervision";
import type { TokenStore } from "../storage/history/token-store.ts";

/** A verdict on a token is believed this long before the database is asked again, in ms: so long a revocation takes. */
const BELIEVED_MS = 2_000;

/** Verdicts remembered at the same time. */
const REMEMBERED = 10_000;

/** What is longer, in UTF-16 units, was never made here: it is neither asked for nor remembered. */
const LONGEST = 64;

/** Who holds an access token made on the command line; verdicts are remembered for a moment. */
export class AccessTokens {
	readonly #store: Pick<TokenStore, "verify">;
	readonly #clock: Clock;
	readonly #verdicts = new Map<string, { name: string | null; until: number }>();

	constructor(store: Pick<TokenStore, "verify">, clock: Clock) {
		this.#store = store;
		this.#clock = clock;
	}

	/** The name a token was made for, or null when it is not valid (any more). */
	async verify(token: string): Promise<string | null> {
		if (token === "" || token.length > LONGEST) return null;
		const now = this.#clock.now();
		const known = this.#verdicts.get(token);
		if (known !== undefined && known.until > now) return known.name;
		const name = (await this.#store.verify(token, "api"))?.subject ?? null;
		if (this.#verdicts.size >= REMEMBERED) this.#verdicts.clear();
		this.#verdicts.set(token, { name, until: now + BELIEVED_MS });
		return name;
	}
}
