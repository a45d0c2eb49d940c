/** Columns a person can sort by. */
export const SORT_KEYS = [
	"state",
	"name",
	"type",
	"seen",
	"rate",
	"battery",
	"provenance",
	"connector",
	"attributes",
] as const;

/** One of the sortable columns. */
export type SortKey = (typeof SORT_KEYS)[number];

/** What the table shows and in which order; lives in the address, so a view can be shared. */
export interface TableQuery {
	readonly text: string;
	/** One honest state, or empty for all. */
	readonly state: string;
	/** One provenance, or empty for all. */
	readonly provenance: string;
	/** Id of one connector, or empty for all. */
	readonly connector: string;
	readonly sort: SortKey;
	readonly descending: boolean;
}

/** Reads the query of an address; anything unknown falls back to the default. */
export function readTableQuery(search: URLSearchParams): TableQuery {
	const sort = search.get("sort") ?? "";
	const descending = sort.startsWith("-");
	const key = SORT_KEYS.find((candidate) => candidate === (descending ? sort.slice(1) : sort));
	return {
		text: search.get("q") ?? "",
		state: search.get("state") ?? "",
		provenance: search.get("provenance") ?? "",
		connector: search.get("connector") ?? "",
		sort: key ?? "name",
		descending: key !== undefined && descending,
	};
}

/** The address parameters of a change; null removes one, so the default view has a clean address. */
export function writeTableQuery(change: Partial<TableQuery>, now: TableQuery): Record<string, string | null> {
	const next = { ...now, ...change };
	const sort = `${next.descending ? "-" : ""}${next.sort}`;
	return {
		q: next.text || null,
		state: next.state || null,
		provenance: next.provenance || null,
		connector: next.connector || null,
		sort: sort === "name" ? null : sort,
	};
}

/** The query after a click on a column's head: first ascending, then descending. */
export function sortedBy(key: SortKey, now: TableQuery): Pick<TableQuery, "sort" | "descending"> {
	return { sort: key, descending: now.sort === key && !now.descending };
}
