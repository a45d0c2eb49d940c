import Activity from "@lucide/svelte/icons/activity";
import ChartNoAxesColumn from "@lucide/svelte/icons/chart-no-axes-column";
import Gauge from "@lucide/svelte/icons/gauge";
import House from "@lucide/svelte/icons/house";
import Rows3 from "@lucide/svelte/icons/rows-3";
import type { Component } from "svelte";
import { pageLoader } from "./pages.ts";
import type { PageName } from "./route-match.ts";

/** An entry of the main navigation. */
export interface NavEntry {
	href: string;
	label: string;
	page: PageName;
	icon: Component;
}

const ALL: readonly NavEntry[] = [
	{ href: "/", label: "Home", page: "home", icon: House },
	{ href: "/lobby", label: "Lobby", page: "lobby", icon: Activity },
	{ href: "/sensors", label: "Sensors", page: "sensors", icon: Rows3 },
	{ href: "/simulator", label: "Simulator", page: "simulator", icon: ChartNoAxesColumn },
	{ href: "/admin/dashboard", label: "Operations", page: "admin", icon: Gauge },
];

/** The navigation's entries: only pages this build contains. */
export const NAVIGATION: readonly NavEntry[] = ALL.filter((entry) => pageLoader(entry.page) !== undefined);

/** Whether an entry is the one to mark for the page on show; a sensor's page belongs to the sensors. */
export function isCurrent(entry: NavEntry, page: PageName | undefined): boolean {
	return entry.page === (page === "sensor" ? "sensors" : page);
}
