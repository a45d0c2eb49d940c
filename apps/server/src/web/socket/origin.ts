import type { IncomingMessage } from "node:http";

/**
 * Whether a socket may be opened by the page it comes from.
 *
 * No `Origin` header means a native client and is always allowed; otherwise the origin's host must be the request's
 * own, this machine, or one of the further origins that are configured.
 */
export function isOriginAllowed(request: IncomingMessage, allowed: readonly string[]): boolean {
	const { origin, host } = request.headers;
	if (origin === undefined) return true;
	if (allowed.includes(origin)) return true;
	if (!URL.canParse(origin)) return false;
	const url = new URL(origin);
	return (
		url.host === host ||
		url.hostname === "localhost" ||
		url.hostname === "127.0.0.1" ||
		url.hostname === "[::1]"
	);
}
