import { matchRoute, type RouteMatch } from "./route-match.ts";

/**
 * The address bar as reactive state: path, query and the matching route.
 *
 * Links are ordinary `<a href="/…">` elements; `intercept` turns their clicks into navigations without a reload.
 */
class Router {
	#location = $state.raw({ path: location.pathname, search: location.search });

	constructor() {
		addEventListener("popstate", () => this.#read());
	}

	/** Path without query, still percent-encoded, for example `/sensors/a%3Ab`. */
	get path(): string {
		return this.#location.path;
	}

	/** Query of the address; read-only, change it with `setQuery`. */
	get query(): URLSearchParams {
		return new URLSearchParams(this.#location.search);
	}

	/** Route that matches the path, with its decoded parameters; undefined when no page has this address. */
	get match(): RouteMatch | undefined {
		return matchRoute(this.#location.path);
	}

	/** Goes to another address of this app. */
	navigate(href: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
		if (options.replace === true) history.replaceState(null, "", href);
		else history.pushState(null, "", href);
		this.#read();
		if (options.keepScroll !== true) scrollTo(0, 0);
	}

	/** Sets or, with null, removes query parameters of the present page without adding a history entry. */
	setQuery(change: Readonly<Record<string, string | null>>): void {
		const query = this.query;
		for (const [name, value] of Object.entries(change)) {
			if (value === null || value === "") query.delete(name);
			else query.set(name, value);
		}
		const text = query.toString();
		const href = text === "" ? this.path : `${this.path}?${text}`;
		this.navigate(href, { replace: true, keepScroll: true });
	}

	/** Click handler of the whole page: follows plain clicks on links of this app, leaves all others to the browser. */
	intercept = (event: MouseEvent): void => {
		if (event.defaultPrevented || event.button !== 0) return;
		if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
		const link = event.target instanceof Element ? event.target.closest("a") : null;
		if (link === null || link.target !== "" || link.hasAttribute("download")) return;
		const url = new URL(link.href, location.href);
		if (url.origin !== location.origin || matchRoute(url.pathname) === undefined) return;
		event.preventDefault();
		if (url.href !== location.href) this.navigate(url.pathname + url.search + url.hash);
	};

	#read(): void {
		this.#location = { path: location.pathname, search: location.search };
	}
}

/** The one router of the app. */
export const router = new Router();
