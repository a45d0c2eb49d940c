import type { StreamBuffer } from "../../stores/stream-buffer.ts";
import { EmptyNotice } from "./empty-notice.ts";
import { Playout } from "./playout.ts";
import type { Animated } from "./plot-loop.ts";
import {
	drawGap,
	drawHeld,
	drawPaper,
	PAPER,
	PAPER_PX_PER_MS,
	type PlotClock,
	type PlotStyle,
} from "./plot-view.ts";
import { RangeFollower } from "./range-follower.ts";
import { traceFacts } from "./trace-facts.ts";
import { type TraceGap, type TraceMapping, tracePath } from "./trace-path.ts";

/** Streams at least this fast run on smoothly behind a delay; slower ones are drawn as they come. */
const PLAYOUT_HZ = 4;

/** A line reaches this far beyond its samples; so much of the old picture is drawn again. Pixels of the screen. */
const SPILL_PX = 3;

/** Where a plot gets its facts. */
export interface SweepSource {
	buffer: StreamBuffer;
	/** Fields drawn, by index. */
	fields: readonly number[];
	clock: PlotClock;
	/** Expected time between samples, milliseconds; a line ends after three of them. */
	intervalMs(): number;
	/** Time samples may be on their way before their absence is a gap, milliseconds. */
	transitMs(): number;
	/** Why nothing comes at present. */
	silence(): string;
	/** Least height of the range, in the signal's unit. */
	leastSpan: number;
	/** Draw on millimetre paper at ECG scale. */
	paper: boolean;
}

/**
 * A running trace on a canvas, moved by whole pixels and completed at its right edge.
 *
 * 1. Pixel columns have running numbers (`floor(server time × pixels a ms)`), so a moved picture and a new one agree.
 * 2. A frame draws only columns that are new or that newly arrived samples change; anything else is drawn anew.
 * 3. No line joins samples further apart than three expected intervals.
 */
export class SweepPlot implements Animated {
	readonly #canvas: HTMLCanvasElement;
	readonly #context: CanvasRenderingContext2D;
	readonly #source: SweepSource;
	readonly #range: RangeFollower;
	readonly #empty = new EmptyNotice();
	readonly #playout = new Playout();
	readonly #stopListening: () => void;
	#style: PlotStyle | undefined;
	#ratio = 1;
	#edge = Number.NaN;
	#scale = 0;
	#version = -1;
	#epoch = -1;
	/** Whether a sample beyond the edge is known, so that new ones change nothing on show. */
	#closed = false;
	#drawnUntil = Number.NaN;
	#lastSeen = Number.NaN;
	#repaints = 0;

	constructor(canvas: HTMLCanvasElement, source: SweepSource) {
		const context = canvas.getContext("2d");
		if (context === null) throw new Error("This browser gives no 2D canvas; live plots need one.");
		this.#canvas = canvas;
		this.#context = context;
		this.#source = source;
		this.#range = new RangeFollower(source.leastSpan);
		this.#lastSeen = source.buffer.lastTime;
		this.#stopListening = source.buffer.onChange(() => this.#arrived());
	}

	/** Least and greatest value of the vertical axis. */
	get range(): { min: number; max: number } | undefined {
		if (!this.#range.known) return undefined;
		return { min: this.#range.min, max: this.#range.max };
	}

	/** Sets colours and lines and draws everything anew. */
	setStyle(style: PlotStyle): void {
		this.#style = style;
		this.#edge = Number.NaN;
	}

	/** Sets the size in CSS pixels and the pixels of the screen for each, and draws. */
	resize(width: number, height: number, ratio: number, now: number): void {
		this.#ratio = Math.min(2, Math.max(1, ratio));
		this.#canvas.width = Math.max(1, Math.round(width * this.#ratio));
		this.#canvas.height = Math.max(1, Math.round(height * this.#ratio));
		this.#edge = Number.NaN;
		// A resized canvas is empty; drawing before the next paint keeps it from flashing.
		this.frame(now);
	}

	/** Device time at a distance from the left edge, in CSS pixels. */
	timeAt(x: number): number {
		return this.#mapping().originMs + (x * this.#ratio) / this.#scale;
	}

	/** Distance of an instant of device time from the left edge, in CSS pixels. */
	xOf(deviceTime: number): number {
		return ((deviceTime - this.#mapping().originMs) * this.#scale) / this.#ratio;
	}

	/** Stops listening to the stream. */
	destroy(): void {
		this.#stopListening();
	}

	frame(now: number): void {
		if (this.#style === undefined) return;
		if (this.#source.buffer.length === 0) {
			this.#waitForData(now);
			return;
		}
		const { clock, buffer, fields } = this.#source;
		const width = this.#canvas.width;
		const scale = this.#source.paper ? PAPER_PX_PER_MS * this.#ratio : width / clock.windowMs;
		const edge = Math.floor((clock.end() - this.#delay(now)) * scale);
		const changed = this.#takeChange();
		const moved = edge - this.#edge;
		const end = edge / scale - buffer.offsetMs;
		const ranged = this.#range.follow(
			now,
			{ ring: buffer.ring, fields, live: clock.live },
			end,
			width / scale,
		);
		if (ranged || scale !== this.#scale || !(moved >= 0 && moved < width)) {
			this.#scale = scale;
			this.#edge = edge;
			this.#repaints++;
			this.#paint(0);
			return;
		}
		if (moved === 0 && !changed) return;
		if (moved > 0) this.#context.drawImage(this.#canvas, -moved, 0);
		this.#edge = edge;
		this.#paint(this.#firstStaleColumn(moved, changed));
	}

	probe(): Readonly<Record<string, unknown>> {
		const { buffer, fields } = this.#source;
		return {
			sensorId: buffer.sensorId,
			attributeId: buffer.attributeId,
			lastDrawn: this.#drawnUntil,
			repaints: this.#repaints,
			range: [this.#range.min, this.#range.max],
			...traceFacts(buffer.ring, fields[0] ?? 0, this.#mapping(), this.#edgeTime(), this.#gapMs()),
		};
	}

	/** Nothing has come yet; the first samples draw everything anew. */
	#waitForData(now: number): void {
		this.#edge = Number.NaN;
		this.#empty.paint(now, this.#canvas, this.#ratio, this.#style!, this.#source.silence());
	}

	#arrived(): void {
		const { buffer, clock } = this.#source;
		if (clock.live) this.#playout.observe(clock.end() - (this.#lastSeen + buffer.offsetMs));
		this.#lastSeen = buffer.lastTime;
	}

	#delay(now: number): number {
		const { clock, intervalMs } = this.#source;
		const delay = this.#playout.delayAt(now);
		return clock.live && intervalMs() <= 1000 / PLAYOUT_HZ ? Math.min(delay, clock.windowMs / 2) : 0;
	}

	#gapMs(): number {
		return 3 * this.#source.intervalMs();
	}

	/** Whether newly arrived samples change what is on show; a changed past draws everything anew. */
	#takeChange(): boolean {
		const { version, epoch } = this.#source.buffer;
		const changed = version !== this.#version && !this.#closed;
		if (epoch !== this.#epoch) this.#edge = Number.NaN;
		this.#version = version;
		this.#epoch = epoch;
		return changed;
	}

	/** Pixel column from which the picture no longer holds after moving on. */
	#firstStaleColumn(moved: number, changed: boolean): number {
		const width = this.#canvas.width;
		const fresh = Math.max(0, width - moved - SPILL_PX);
		const from = this.#drawnUntil;
		const open = changed || this.#edgeTime() - from > this.#source.intervalMs();
		if (!open || this.#closed || Number.isNaN(from)) return changed ? 0 : fresh;
		const column = Math.floor((from - this.#mapping().originMs) * this.#scale) - Math.ceil(3 * this.#ratio);
		return Math.max(0, Math.min(fresh, column));
	}

	#edgeTime(): number {
		return this.#edge / this.#scale - this.#source.buffer.offsetMs;
	}

	#mapping(): TraceMapping {
		const { paper, buffer } = this.#source;
		const height = this.#canvas.height;
		const { min, max } = this.#range;
		const inset = 3 * this.#ratio;
		const mm = PAPER.pxPerMm * this.#ratio;
		return {
			originMs: (this.#edge - this.#canvas.width) / this.#scale - buffer.offsetMs,
			pxPerMs: this.#scale,
			low: paper ? (min + max) / 2 : min,
			scale: paper ? mm * PAPER.mmPerUnit : (height - 2 * inset) / (max - min),
			bottom: paper ? height / 2 : height - inset,
		};
	}

	#paint(left: number): void {
		const context = this.#context;
		const { width, height } = this.#canvas;
		const style = this.#style!;
		context.save();
		context.beginPath();
		context.rect(left, 0, width - left, height);
		context.clip();
		context.fillStyle = style.background;
		context.fillRect(left, 0, width - left, height);
		if (this.#source.paper && style.paper !== undefined) {
			const phase = this.#edge - width;
			drawPaper(context, { left, width, height }, phase, PAPER.pxPerMm * this.#ratio, style.paper);
		}
		this.#paintTraces(left, style);
		context.restore();
	}

	#paintTraces(left: number, style: PlotStyle): void {
		const { buffer, fields } = this.#source;
		const map = this.#mapping();
		const context = this.#context;
		const ring = buffer.ring;
		const edgeTime = this.#edgeTime();
		const spill = SPILL_PX / this.#scale;
		const first = Math.max(0, ring.indexAfter(map.originMs + left / this.#scale - spill) - 2);
		const last = Math.min(ring.length - 1, ring.indexAfter(edgeTime + spill));
		context.lineWidth = style.lineWidth * this.#ratio;
		context.lineJoin = "round";
		context.lineCap = "round";
		context.setLineDash(style.dash.map((length) => length * this.#ratio));
		let gaps: readonly TraceGap[] = [];
		for (const [index, field] of fields.entries()) {
			context.strokeStyle = style.lines[index % style.lines.length]!;
			context.beginPath();
			const drawn = tracePath(context, ring, field, { first, last }, map, this.#gapMs());
			context.stroke();
			if (index === 0) gaps = drawn.gaps;
		}
		context.setLineDash([]);
		const newest = ring.indexAfter(edgeTime) - 1;
		this.#drawnUntil = newest < 0 ? Number.NaN : ring.time(newest);
		this.#closed = newest + 1 < ring.length;
		this.#paintGaps(gaps, last, map, style);
	}

	/** Dashes with the reason where samples are missing; a faint line where the last value still holds. */
	#paintGaps(inner: readonly TraceGap[], last: number, map: TraceMapping, style: PlotStyle): void {
		const { buffer, silence, fields, intervalMs, transitMs } = this.#source;
		const { width, height } = this.#canvas;
		const view = { height, ratio: this.#ratio, color: style.gap };
		const x = (time: number): number => Math.max(0, (time - map.originMs) * map.pxPerMs);
		for (const gap of inner) {
			const known = buffer.gaps.findLast((other) => other.from < gap.to && other.to > gap.from);
			drawGap(this.#context, { from: x(gap.from), to: x(gap.to) }, view, known?.reason ?? "no data");
		}
		const until = this.#drawnUntil;
		if (Number.isNaN(until) || this.#closed) return;
		const rest = { from: x(until), to: width };
		if (this.#edgeTime() - until > Math.max(this.#gapMs(), transitMs()))
			drawGap(this.#context, rest, view, silence());
		else if (intervalMs() > 1000 / PLAYOUT_HZ) {
			for (const [index, field] of fields.entries()) {
				const y = map.bottom - (buffer.ring.value(last, field) - map.low) * map.scale;
				drawHeld(this.#context, rest, y, style.lines[index % style.lines.length]!);
			}
		}
	}
}
