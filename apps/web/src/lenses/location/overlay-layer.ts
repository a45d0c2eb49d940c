import * as L from "leaflet";

/** Name of the pane above the borders; its place in the stack is set in map.css. */
const PANE = "tracks";

/** Draws one frame: the context is scaled to CSS pixels, `size` is the map's. */
export type DrawOverlay = (context: CanvasRenderingContext2D, map: L.Map, size: L.Point) => void;

/**
 * One canvas over the whole map that is redrawn when the map moves or when told to.
 *
 * It stays fixed to the screen, so lines keep their width and text stays sharp at any zoom.
 */
export class OverlayLayer extends L.Layer {
	readonly #draw: DrawOverlay;
	readonly #canvas = document.createElement("canvas");
	#map: L.Map | undefined;
	#frame: number | undefined;

	constructor(draw: DrawOverlay) {
		super();
		this.#draw = draw;
		this.#canvas.className = "leaflet-zoom-hide";
		this.#canvas.setAttribute("aria-hidden", "true");
	}

	override onAdd(map: L.Map): this {
		this.#map = map;
		const pane = map.getPane(PANE) ?? map.createPane(PANE);
		pane.append(this.#canvas);
		map.on("move zoomend viewreset resize", this.redraw, this);
		this.redraw();
		return this;
	}

	override onRemove(map: L.Map): this {
		map.off("move zoomend viewreset resize", this.redraw, this);
		if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
		this.#canvas.remove();
		this.#map = undefined;
		return this;
	}

	/** Draws anew in the next frame. */
	redraw(): this {
		this.#frame ??= requestAnimationFrame(() => {
			this.#frame = undefined;
			this.#paint();
		});
		return this;
	}

	#paint(): void {
		const map = this.#map;
		const context = this.#canvas.getContext("2d");
		if (!map || !context) return;
		const size = map.getSize();
		const ratio = window.devicePixelRatio || 1;
		const width = Math.round(size.x * ratio);
		const height = Math.round(size.y * ratio);
		if (this.#canvas.width !== width || this.#canvas.height !== height) {
			this.#canvas.width = width;
			this.#canvas.height = height;
			this.#canvas.style.width = `${size.x}px`;
			this.#canvas.style.height = `${size.y}px`;
		}
		L.DomUtil.setPosition(this.#canvas, map.containerPointToLayerPoint([0, 0]));
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.clearRect(0, 0, size.x, size.y);
		this.#draw(context, map, size);
	}
}
