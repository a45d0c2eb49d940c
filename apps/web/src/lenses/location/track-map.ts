import * as L from "leaflet";
import { color } from "../../shell/theme.svelte.ts";
import { type BasemapDetail, countries, FINE_ZOOM } from "./basemap.ts";
import { type GridInfo, gridInfo, paintGrid } from "./grid-painter.ts";
import type { MapTrack } from "./map-track.ts";
import { OverlayLayer } from "./overlay-layer.ts";
import { paintNames, paintTrack } from "./track-painter.ts";

/** What a map shows and what it tells. */
export interface TrackMapOptions {
	/** Called when a track's newest position is pressed. */
	readonly onChoose?: (id: string) => void;
	/** Called when a person moves the map: following ends. */
	readonly onMoved?: () => void;
	/** Called when the borders could not be read; tracks and grid are drawn all the same. */
	readonly onBasemapError: (error: unknown) => void;
}

/** Distance between a press and a position that still counts, pixels. */
const REACH_PX = 22;

/** A single place is shown at this zoom level: some hundred metres across. */
const PLACE_ZOOM = 17;

/**
 * A map of tracks without tiles: country borders as vectors, a grid in metres or degrees, trails, positions.
 *
 * Everything comes from this server; nothing is asked of anybody else.
 */
export class TrackMap {
	readonly #map: L.Map;
	readonly #options: TrackMapOptions;
	readonly #overlay: OverlayLayer;
	readonly #borders: L.GeoJSON;
	readonly #renderer = L.canvas({ padding: 0.5 });
	#touched = false;
	#fittedPoints = 0;
	#detail: BasemapDetail | undefined;
	#tracks: readonly MapTrack[] = [];
	#brightFromMs = 0;
	#chosen: string | undefined;

	constructor(host: HTMLElement, options: TrackMapOptions) {
		this.#options = options;
		this.#map = L.map(host, {
			center: [25, 10],
			zoom: 2,
			minZoom: 1,
			maxZoom: 20,
			zoomSnap: 0.5,
			zoomControl: false,
			attributionControl: false,
			zoomAnimation: false,
			fadeAnimation: false,
			inertia: !matchMedia("(prefers-reduced-motion: reduce)").matches,
			worldCopyJump: true,
		});
		this.#borders = L.geoJSON(undefined, {
			interactive: false,
			style: { renderer: this.#renderer } as L.PathOptions,
		});
		this.#borders.addTo(this.#map);
		this.#overlay = new OverlayLayer((context, map, size) => this.#paint(context, map, size));
		this.#overlay.addTo(this.#map);
		L.control.scale({ imperial: false, maxWidth: 120 }).addTo(this.#map);
		this.#map.on("click", (event) => this.#press(event.containerPoint));
		this.#map.on("dragstart", () => {
			this.#touched = true;
			this.#options.onMoved?.();
		});
		this.#map.on("zoomend", () => void this.#refine());
		this.restyle();
		void this.#refine();
	}

	/** Shows tracks; what is newer than `brightFromMs` (epoch ms) is bright, the rest pale. */
	show(tracks: readonly MapTrack[], brightFromMs: number, chosen: string | undefined): void {
		this.#tracks = tracks;
		this.#brightFromMs = brightFromMs;
		this.#chosen = chosen;
		this.#overlay.redraw();
	}

	/** Moves and zooms so that the given tracks fill the map; answers whether there was anything to show. */
	fit(tracks: readonly MapTrack[] = this.#tracks): boolean {
		const points = tracks.flatMap((track) => track.parts.flat());
		if (points.length === 0) return false;
		const bounds = L.latLngBounds(points.map((point): [number, number] => [point.latitude, point.longitude]));
		this.#map.fitBounds(bounds, { padding: [48, 48], maxZoom: PLACE_ZOOM, animate: false });
		return true;
	}

	/**
	 * Fits the tracks again when their trails have grown or left the map, until a person has moved it: history comes
	 * in after the first live positions.
	 */
	keepInSight(): void {
		if (this.#touched) return;
		const points = this.#tracks.reduce((sum, track) => sum + track.parts.flat().length, 0);
		const inner = this.#map.getBounds().pad(-0.05);
		const left = this.#tracks.some(({ last }) => last && !inner.contains([last.latitude, last.longitude]));
		if (points === 0 || (!left && points < 2 * this.#fittedPoints)) return;
		this.#fittedPoints = points;
		this.fit();
	}

	/** Keeps a track's newest position in the middle. */
	centre(track: MapTrack): void {
		if (track.last) this.#map.panTo([track.last.latitude, track.last.longitude], { animate: false });
	}

	/** Zooms in (positive) or out by levels. */
	zoom(levels: number): void {
		this.#touched = true;
		this.#map.setZoom(this.#map.getZoom() + levels);
	}

	/** The grid on screen. */
	get grid(): GridInfo {
		return gridInfo(this.#map, this.#anchor?.first);
	}

	/** Takes the theme's colours anew. */
	restyle(): void {
		this.#borders.setStyle({
			renderer: this.#renderer,
			fillColor: color("--surface-2"),
			fillOpacity: 1,
			color: color("--stale"),
			opacity: 0.5,
			weight: 1,
		} as L.PathOptions);
		this.#overlay.redraw();
	}

	/** Takes a new size of its host. */
	resize(): void {
		this.#map.invalidateSize({ animate: false, pan: false });
	}

	/** Gives everything back. */
	destroy(): void {
		this.#map.remove();
	}

	/** The track whose start the grid counts from: the chosen one, else the first that has a position. */
	get #anchor(): MapTrack | undefined {
		return (
			this.#tracks.find((track) => track.id === this.#chosen && track.first) ??
			this.#tracks.find((track) => track.first)
		);
	}

	async #refine(): Promise<void> {
		const wanted: BasemapDetail = this.#map.getZoom() >= FINE_ZOOM ? "fine" : "coarse";
		if (this.#detail === wanted || (this.#detail === "fine" && wanted === "coarse")) return;
		this.#detail = wanted;
		try {
			const shapes = await countries(wanted);
			this.#borders.clearLayers();
			this.#borders.addData(shapes);
			this.restyle();
		} catch (error) {
			this.#detail = undefined;
			this.#options.onBasemapError(error);
		}
	}

	#paint(context: CanvasRenderingContext2D, map: L.Map, size: L.Point): void {
		const grid = { line: color("--stale"), text: color("--text-1") };
		const chosen = this.#tracks.find((track) => track.id === this.#chosen);
		const anchor = this.#anchor?.first;
		paintGrid(context, map, size, anchor, chosen?.last, grid);
		const colors = {
			of: color,
			ink: color("--series-ink"),
			halo: color("--surface-1"),
			text: color("--text-0"),
		};
		for (const track of this.#tracks) {
			paintTrack(context, map, track, this.#brightFromMs, track.id === this.#chosen, colors);
		}
		paintNames(context, map, chosen ? [chosen, ...this.#tracks] : this.#tracks, colors);
	}

	#press(at: L.Point): void {
		let best: { id: string; reach: number } | undefined;
		for (const { id, last } of this.#tracks) {
			if (!last) continue;
			const reach = this.#map.latLngToContainerPoint([last.latitude, last.longitude]).distanceTo(at);
			if (reach <= REACH_PX && (!best || reach < best.reach)) best = { id, reach };
		}
		if (best) this.#options.onChoose?.(best.id);
	}
}
