import type { AccessTokens } from "./access-tokens.ts";
import { ANONYMOUS, type Identity, OPEN } from "./identity.ts";

/**
 * Decides who somebody is from the token they show.
 *
 * In open mode everyone may do everything. In required mode a token must be one that was made here; without a token
 * a socket is anonymous and may only join sensor channels that bring a valid one.
 */
export class Authenticator {
	readonly mode: "open" | "required";
	/** Lets parts of this very server in; made anew at each start and never stored. */
	readonly ownToken: string;
	readonly #tokens: AccessTokens;

	constructor(mode: "open" | "required", tokens: AccessTokens, ownToken: string) {
		this.mode = mode;
		this.ownToken = ownToken;
		this.#tokens = tokens;
	}

	/** Who a socket is, or null when its token is bad and it must be refused. */
	async socket(token: string | null): Promise<Identity | null> {
		if (this.mode === "open") return OPEN;
		return token === null ? ANONYMOUS : this.#holder(token);
	}

	/** Whether the holder of a sensor join's `bearer_token`, or else the socket itself, may feed sensors. */
	async mayFeed(socket: Identity, bearerToken: string): Promise<boolean> {
		if (this.mode === "open") return true;
		return bearerToken === "" ? socket.kind !== "anonymous" : (await this.#holder(bearerToken)) !== null;
	}

	/** Whether somebody may watch. */
	mayWatch(socket: Identity): boolean {
		return socket.kind !== "anonymous";
	}

	/** Who sends an HTTP request, by its `Authorization: Bearer` header; null when it shows no valid token. */
	async request(authorization: string | undefined): Promise<Identity | null> {
		if (this.mode === "open") return OPEN;
		const token = /^bearer\s+(.+)$/i.exec(authorization ?? "")?.[1];
		return token === undefined ? null : this.#holder(token);
	}

	async #holder(token: string): Promise<Identity | null> {
		const name = token === this.ownToken ? "this server" : await this.#tokens.verify(token);
		return name === null ? null : { kind: "token", name };
	}
}
