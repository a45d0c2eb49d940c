import type { FeatureCollection } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import fineUrl from "world-atlas/countries-50m.json?url";
import coarseUrl from "world-atlas/countries-110m.json?url";

/** How finely borders are drawn: 1:110 million or 1:50 million. */
export type BasemapDetail = "coarse" | "fine";

/** Zoom level from which the fine borders are worth their size. */
export const FINE_ZOOM = 5;

const URLS: Record<BasemapDetail, string> = { coarse: coarseUrl, fine: fineUrl };
const loaded = new Map<BasemapDetail, Promise<FeatureCollection>>();

/** Countries of the world as polygons, from this server; each detail is read once. */
export function countries(detail: BasemapDetail): Promise<FeatureCollection> {
	let reading = loaded.get(detail);
	if (!reading) {
		reading = read(URLS[detail]);
		// A failed reading is tried again at the next occasion instead of being remembered.
		reading.catch(() => loaded.delete(detail));
		loaded.set(detail, reading);
	}
	return reading;
}

async function read(url: string): Promise<FeatureCollection> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`The borders could not be read (status ${response.status}).`);
	const topology = (await response.json()) as Topology<{ countries: GeometryCollection }>;
	return feature(topology, topology.objects.countries) as FeatureCollection;
}
