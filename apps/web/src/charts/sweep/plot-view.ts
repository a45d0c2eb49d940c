/** Colours and lines of a plot. */
export interface PlotStyle {
	background: string;
	/** One for each field drawn. */
	lines: readonly string[];
	/** Dash of the line, empty for a solid one; device-independent pixels. */
	dash: readonly number[];
	lineWidth: number;
	gap: string;
	/** Millimetre paper: fine and strong lines. */
	paper?: { minor: string; major: string };
}

/** Millimetre paper: 25 mm a second and 10 mm a millivolt, the usual speed and gain of an ECG. */
export const PAPER = {
	/** CSS pixels of a millimetre. */
	pxPerMm: 4,
	mmPerSecond: 25,
	mmPerUnit: 10,
	/** Millimetres between strong lines. */
	major: 5,
} as const;

/** Speed of the paper in CSS pixels a millisecond. */
export const PAPER_PX_PER_MS = (PAPER.pxPerMm * PAPER.mmPerSecond) / 1000;

/** What a plot shows of time: the clock of all panels. */
export interface PlotClock {
	/** Server time at the right edge, milliseconds. */
	end(): number;
	/** Whether time runs. */
	readonly live: boolean;
	/** Time across the whole width, milliseconds. */
	readonly windowMs: number;
}

/** Draws millimetre lines of a strip; `phase` is the running number of the pixel column at x = 0. */
export function drawPaper(
	context: CanvasRenderingContext2D,
	strip: { left: number; width: number; height: number },
	phase: number,
	mm: number,
	style: { minor: string; major: string },
): void {
	const { left, width, height } = strip;
	const firstColumn = Math.ceil((phase + left) / mm);
	const lastColumn = Math.floor((phase + width) / mm);
	for (const strong of [false, true]) {
		context.fillStyle = strong ? style.major : style.minor;
		for (let column = firstColumn; column <= lastColumn; column++) {
			if ((column % PAPER.major === 0) === strong) context.fillRect(column * mm - phase, 0, 1, height);
		}
		for (let row = 0; row * mm <= height; row++) {
			if ((row % PAPER.major === 0) === strong) context.fillRect(left, row * mm, width - left, 1);
		}
	}
}

/** Draws a gap: a dashed line at half height, with its reason where there is room. */
export function drawGap(
	context: CanvasRenderingContext2D,
	span: { from: number; to: number },
	view: { height: number; ratio: number; color: string },
	reason: string,
): void {
	const { height, ratio, color } = view;
	const from = span.from + 3 * ratio;
	const to = span.to - 3 * ratio;
	if (to - from < 6 * ratio) return;
	context.strokeStyle = color;
	context.lineWidth = ratio;
	context.setLineDash([3 * ratio, 4 * ratio]);
	context.beginPath();
	context.moveTo(from, height / 2);
	context.lineTo(to, height / 2);
	context.stroke();
	context.setLineDash([]);
	context.font = `${12 * ratio}px "Inter Variable", sans-serif`;
	const text = `gap: ${reason}`;
	const width = context.measureText(text).width;
	if (width + 4 * ratio > to - from) return;
	context.fillStyle = color;
	context.fillText(text, from + (to - from - width) / 2, height / 2 - 6 * ratio);
}

/** Draws the last value on, fainter, where it still holds until the next one is due. */
export function drawHeld(
	context: CanvasRenderingContext2D,
	span: { from: number; to: number },
	y: number,
	color: string,
): void {
	context.globalAlpha = 0.6;
	context.strokeStyle = color;
	context.beginPath();
	context.moveTo(span.from, y);
	context.lineTo(span.to, y);
	context.stroke();
	context.globalAlpha = 1;
}
