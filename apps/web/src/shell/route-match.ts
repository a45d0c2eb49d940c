/** Name of a page; its component is `routes/<page>/<page>-page.svelte`. */
export type PageName = "home" | "lobby" | "sensors" | "sensor" | "simulator" | "admin";

/** A page and the decoded parameters of its address. */
export interface RouteMatch {
	page: PageName;
	params: Readonly<Record<string, string>>;
}

const ROUTES: readonly { pattern: string; page: PageName }[] = [
	{ pattern: "/", page: "home" },
	{ pattern: "/lobby", page: "lobby" },
	{ pattern: "/lobby/:lens", page: "lobby" },
	{ pattern: "/sensors", page: "sensors" },
	{ pattern: "/sensors/:id", page: "sensor" },
	{ pattern: "/simulator", page: "simulator" },
	{ pattern: "/admin/dashboard", page: "admin" },
];

/** Finds the page of a percent-encoded path; undefined when there is none or a parameter is badly encoded. */
export function matchRoute(path: string): RouteMatch | undefined {
	const parts = split(path);
	for (const { pattern, page } of ROUTES) {
		const params = matchParts(split(pattern), parts);
		if (params !== undefined) return { page, params };
	}
	return undefined;
}

/** Address of a sensor's page; ids may hold any character. */
export function sensorHref(sensorId: string): string {
	return `/sensors/${encodeURIComponent(sensorId)}`;
}

function split(path: string): string[] {
	return path.split("/").filter((part) => part !== "");
}

function matchParts(
	pattern: readonly string[],
	parts: readonly string[],
): Record<string, string> | undefined {
	if (pattern.length !== parts.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, name] of pattern.entries()) {
		const part = parts[index]!;
		if (!name.startsWith(":")) {
			if (name !== part) return undefined;
			continue;
		}
		try {
			params[name.slice(1)] = decodeURIComponent(part);
		} catch {
			// A stray percent sign is no address of this app.
			return undefined;
		}
	}
	return params;
}
