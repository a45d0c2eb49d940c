import { SensoctoError } from "@sensocto/protocol";

/**
 * Address of the WebSocket endpoint of a server.
 *
 * @param base `http(s)://` or `ws(s)://` address of the server, with or without the endpoint's own path.
 * @param params further query parameters, such as `token`.
 * @throws SensoctoError `invalid_url` when `base` is no such address.
 */
export function socketUrl(base: string, params: Readonly<Record<string, string>> = {}): string {
	const url = URL.parse(base);
	if (!url || !/^(http|ws)s?:$/.test(url.protocol))
		throw new SensoctoError("invalid_url", { received: base });
	url.protocol = url.protocol.replace("http", "ws");
	const path = url.pathname.replace(/\/+$/, "");
	url.pathname = path.endsWith("/socket/websocket") ? path : `${path}/socket/websocket`;
	for (const [key, value] of Object.entries(params)) url.searchParams.set(key, value);
	url.searchParams.set("vsn", "2.0.0");
	url.hash = "";
	return url.href;
}
