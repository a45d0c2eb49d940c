import { drawGap, type PlotStyle } from "./plot-view.ts";

/** An empty plot says so after this time, milliseconds; the first samples usually come sooner. */
const SAY_AFTER_MS = 1500;

/** Time between two pictures of an empty plot, milliseconds. */
const EVERY_MS = 1000;

/** Draws a plot without samples: blank at first, after a moment one gap with its reason. */
export class EmptyNotice {
	#since: number | undefined;
	#paintedAt = Number.NEGATIVE_INFINITY;
	#pixels = 0;
	#style: PlotStyle | undefined;

	/** Paints the whole canvas when it is time to, or when its size or colours changed. */
	paint(now: number, canvas: HTMLCanvasElement, ratio: number, style: PlotStyle, reason: string): void {
		this.#since ??= now;
		const pixels = canvas.width * canvas.height;
		const same = style === this.#style && pixels === this.#pixels;
		if (same && now - this.#paintedAt < EVERY_MS) return;
		this.#style = style;
		this.#pixels = pixels;
		this.#paintedAt = now;
		const context = canvas.getContext("2d")!;
		context.fillStyle = style.background;
		context.fillRect(0, 0, canvas.width, canvas.height);
		if (now - this.#since < SAY_AFTER_MS) return;
		const view = { height: canvas.height, ratio, color: style.gap };
		drawGap(context, { from: 0, to: canvas.width }, view, reason);
	}
}
