/** Who is behind a connection or a request. */
export type Identity =
	/** No token: may join only sensor channels that bring a valid one. */
	| { readonly kind: "anonymous" }
	/** `AUTH_MODE=open`: everyone may do everything. */
	| { readonly kind: "open" }
	/** Holder of a token made by `sensocto token`. */
	| { readonly kind: "token"; readonly name: string };

export const ANONYMOUS: Identity = { kind: "anonymous" };
export const OPEN: Identity = { kind: "open" };
