import type { Component } from "svelte";
import type { PageName } from "./route-match.ts";

/** Props every page receives: the decoded parameters of its address. */
export interface PageProps {
	params: Readonly<Record<string, string>>;
}

type PageModule = { default: Component<PageProps> };

const modules = import.meta.glob<PageModule>("../routes/*/*-page.svelte");

/** Loads the code of a page; undefined when this build does not contain it. */
export function pageLoader(page: PageName): (() => Promise<PageModule>) | undefined {
	return modules[`../routes/${page}/${page}-page.svelte`];
}
