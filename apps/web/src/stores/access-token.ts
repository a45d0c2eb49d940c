const KEY = "sensocto.access-token";

/** The access token this browser was given, or null; servers in open mode need none. */
export function accessToken(): string | null {
	try {
		return localStorage.getItem(KEY);
	} catch {
		// Storage may be forbidden; the token then lasts as long as the page.
		return remembered;
	}
}

/** Keeps a token for this browser; null forgets it. */
export function keepAccessToken(token: string | null): void {
	remembered = token;
	try {
		if (token === null) localStorage.removeItem(KEY);
		else localStorage.setItem(KEY, token);
	} catch {
		// See above.
	}
}

let remembered: string | null = null;
