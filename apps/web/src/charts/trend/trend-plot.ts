import uPlot from "uplot";
import { settledRange, type ValueRange } from "./settled-range.ts";
import { tickText } from "./time-text.ts";
import type { TrendData } from "./trend-data.ts";
import type { TrendGap } from "./trend-segment.ts";

/** One line of a plot. */
export interface TrendLine {
	readonly label: string;
	readonly stroke: string;
	readonly dash: readonly number[];
}

/** Colours of the theme on screen. */
export interface TrendColors {
	readonly text: string;
	readonly grid: string;
	readonly stale: string;
	readonly cursor: string;
}

/** What a plot is made of. */
export interface TrendPlotOptions {
	readonly lines: readonly TrendLine[];
	readonly colors: TrendColors;
	readonly height: number;
	/** Least span of the value axis, in its unit. */
	readonly minSpan: number;
	readonly digits: number;
	/** Draws a mark a sample and no line. */
	readonly marks: boolean;
}

/** Width of the value axis: the same for every panel, so that instants line up. */
export const VALUE_AXIS_PX = 58;

/** Half the width of a tick's label, less the padding right of the plot, pixels. */
const LABEL_HALF_PX = 20;

/** The value axis of a plot without values. */
const EMPTY_RANGE: ValueRange = [0, 1];

/** A gap narrower than this carries no text, pixels. */
const GAP_TEXT_PX = 104;

const ignore = (): null => null;
const UNBOUND: uPlot.Cursor.Bind = {
	mousedown: ignore,
	mouseup: ignore,
	mousemove: ignore,
	mouseleave: ignore,
	mouseenter: ignore,
	click: ignore,
	dblclick: ignore,
};

const FONT = '12px "Inter Variable", ui-sans-serif, system-ui, sans-serif';

/**
 * One trend: lines over a time axis in epoch ms, drawn by uPlot, with gaps shaded and named.
 *
 * Created for a fixed set of lines and colours; make a new one when either changes.
 */
export class TrendPlot {
	readonly #plot: uPlot;
	readonly #options: TrendPlotOptions;
	#range: ValueRange | undefined;
	#gaps: readonly TrendGap[] = [];
	#view = { fromMs: 0, toMs: 1 };
	#empty = false;

	constructor(host: HTMLElement, width: number, options: TrendPlotOptions) {
		this.#options = options;
		this.#plot = new uPlot(this.#settings(width), [[], ...options.lines.map(() => [])], host);
	}

	/** Shows points between two instants. */
	show(data: TrendData, fromMs: number, toMs: number): void {
		this.#gaps = data.gaps;
		this.#view = { fromMs, toMs };
		this.#empty = data.ys.every((row) => row.every((value) => value === null));
		this.#plot.batch(() => {
			this.#plot.setData([data.x, ...data.ys] as uPlot.AlignedData, false);
			this.#plot.setScale("x", { min: fromMs, max: toMs });
		});
	}

	/** Puts the crosshair on an instant, or takes it away, without telling anybody. */
	point(timeMs: number | undefined): void {
		const inside = timeMs !== undefined && timeMs >= this.#view.fromMs && timeMs <= this.#view.toMs;
		const left = inside ? this.#plot.valToPos(timeMs, "x") : -10;
		this.#plot.setCursor({ left, top: inside ? 0 : -10 }, false);
	}

	/** The instant under a horizontal position on the screen, epoch ms, kept inside the window. */
	timeAt(clientX: number): number {
		const left = clientX - this.#plot.over.getBoundingClientRect().left;
		const time = this.#plot.posToVal(left, "x");
		return Math.min(this.#view.toMs, Math.max(this.#view.fromMs, time));
	}

	/** Milliseconds of one pixel of the plot area. */
	get pixelMs(): number {
		return (this.#view.toMs - this.#view.fromMs) / Math.max(1, this.#plot.over.clientWidth);
	}

	/** Takes a new width, pixels. */
	resize(width: number): void {
		if (width !== this.#plot.width) this.#plot.setSize({ width, height: this.#options.height });
	}

	/** The element over the plot area, for pointer gestures. */
	get surface(): HTMLElement {
		return this.#plot.over;
	}

	/** Gives everything back. */
	destroy(): void {
		this.#plot.destroy();
	}

	#settings(width: number): uPlot.Options {
		const { lines, height } = this.#options;
		return {
			width,
			height,
			ms: 1,
			legend: { show: false },
			padding: [10, 12, 0, 0],
			cursor: {
				drag: { x: false, y: false, setScale: false },
				y: false,
				points: { size: 7 },
				// The panel owns the pointer: an instant is shared by all panels, a pixel is not.
				bind: UNBOUND,
			},
			scales: {
				x: { time: true, auto: false },
				y: { range: (_plot, min, max) => this.#settle(min, max) },
			},
			axes: this.#axes(),
			series: [{}, ...lines.map((line) => this.#series(line))],
			hooks: {
				drawClear: [(plot) => this.#drawGaps(plot)],
				draw: [(plot) => this.#drawEmpty(plot)],
			},
		};
	}

	#axes(): uPlot.Axis[] {
		const { colors, digits } = this.#options;
		const look: uPlot.Axis = {
			stroke: colors.text,
			font: FONT,
			grid: { stroke: colors.grid, width: 1 },
			ticks: { show: false },
		};
		const decimals = (step: number): number =>
			Math.max(0, Math.min(digits + 1, Math.ceil(-Math.log10(step))));
		return [
			{
				...look,
				size: 26,
				space: 84,
				values: (plot, splits, _axis, _space, step) =>
					splits.map((at) => (this.#hasRoom(plot, at) ? tickText(at, step) : "")),
			},
			{
				...look,
				size: VALUE_AXIS_PX,
				space: 34,
				values: (_plot, splits, _axis, _space, step) =>
					splits.map((value) => value.toFixed(decimals(step)).replace("-", "−")),
			},
		];
	}

	#series(line: TrendLine): uPlot.Series {
		return {
			label: line.label,
			stroke: line.stroke,
			width: 1.6,
			dash: [...line.dash],
			spanGaps: false,
			...(this.#options.marks ? { paths: ignore } : {}),
			points: {
				size: this.#options.marks ? 8 : 5,
				show: (plot, _series, first, last) => this.#options.marks || last - first < plot.width / 14,
			},
		};
	}

	/** Whether a tick's label fits before the right edge of the plot. */
	#hasRoom(plot: uPlot, at: number): boolean {
		return plot.valToPos(at, "x") < plot.bbox.width / uPlot.pxRatio - LABEL_HALF_PX;
	}

	#settle(min: number | null, max: number | null): uPlot.Range.MinMax {
		if (min === null || max === null) return [...(this.#range ?? EMPTY_RANGE)];
		this.#range = settledRange(this.#range, min, max, this.#options.minSpan);
		return [...this.#range];
	}

	#drawEmpty(plot: uPlot): void {
		if (!this.#empty || this.#gaps.length > 0) return;
		const { ctx, bbox } = plot;
		ctx.save();
		ctx.font = FONT.replace("12px", `${13 * uPlot.pxRatio}px`);
		ctx.textAlign = "center";
		ctx.fillStyle = this.#options.colors.text;
		ctx.fillText("no value in this window", bbox.left + bbox.width / 2, bbox.top + bbox.height / 2);
		ctx.restore();
	}

	#drawGaps(plot: uPlot): void {
		const { ctx } = plot;
		const { left, top, width, height } = plot.bbox;
		const ratio = uPlot.pxRatio;
		ctx.save();
		ctx.font = FONT.replace("12px", `${12 * ratio}px`);
		ctx.textAlign = "center";
		ctx.strokeStyle = this.#options.colors.stale;
		ctx.fillStyle = this.#options.colors.stale;
		ctx.setLineDash([4 * ratio, 4 * ratio]);
		for (const gap of this.#gaps) {
			const from = Math.max(left, plot.valToPos(gap.from, "x", true));
			const to = Math.min(left + width, plot.valToPos(gap.to, "x", true));
			if (!(to > from)) continue;
			ctx.globalAlpha = 0.1;
			ctx.fillRect(from, top, to - from, height);
			ctx.globalAlpha = 0.7;
			const middle = top + height / 2;
			ctx.beginPath();
			ctx.moveTo(from, middle);
			ctx.lineTo(to, middle);
			ctx.stroke();
			if (to - from < GAP_TEXT_PX * ratio) continue;
			ctx.globalAlpha = 1;
			ctx.fillText(`gap: ${gap.reason ?? "no samples"}`, (from + to) / 2, middle - 7 * ratio, to - from);
		}
		ctx.restore();
	}
}
