import type { Animated } from "../../charts/sweep/plot-loop.ts";
import { orbitRadius, RunningPhase } from "./orbits.ts";

/** A member as the circle shows it. */
export interface CircleDot {
	key: string;
	/** Colour of the person. */
	color: string;
	/** One or two characters. */
	text: string;
	phase: number;
	rateHz: number;
}

/** Colours of the circle. */
export interface CircleStyle {
	plate: string;
	orbit: string;
	axis: string;
	ink: string;
	arrow: string;
}

/** A frame every 33 ms is smooth enough for movements of several seconds. */
const FRAME_MS = 32;
/** Members up to which dots carry their text. */
const TEXTED = 14;
const DOT_PX = 12;
const SMALL_DOT_PX = 6;
/** Time a dot's tail reaches back, in s. */
const TAIL_S = 0.7;

const TAU = 2 * Math.PI;

/**
 * The phases of a group on a canvas: each member on an orbit of its own, the crest at the top, clockwise.
 *
 * 1. In step, the dots stand in one line; the arrow is the mean of their directions, as long as they agree.
 * 2. Nothing moves without measurements: 1.5 s after the last one all dots rest.
 * 3. With reduced motion dots stand where they were measured and move only with the next measurement.
 */
export class PhaseCircle implements Animated {
	readonly #context: CanvasRenderingContext2D;
	readonly #running = new Map<string, RunningPhase>();
	readonly #still: () => boolean;
	#dots: readonly CircleDot[] = [];
	#style: CircleStyle | undefined;
	#size = 0;
	#ratio = 1;
	#drawnAt = Number.NEGATIVE_INFINITY;
	#measuredAt = Number.NEGATIVE_INFINITY;
	#frames = 0;

	/** @param still whether the person wants no motion. */
	constructor(canvas: HTMLCanvasElement, still: () => boolean) {
		this.#context = canvas.getContext("2d")!;
		this.#still = still;
	}

	setStyle(style: CircleStyle): void {
		this.#style = style;
		this.#drawnAt = Number.NEGATIVE_INFINITY;
	}

	/** The canvas has another size, in CSS pixels a side. */
	resize(size: number, ratio: number): void {
		this.#size = size;
		this.#ratio = ratio;
		this.#context.canvas.width = Math.round(size * ratio);
		this.#context.canvas.height = Math.round(size * ratio);
		this.#drawnAt = Number.NEGATIVE_INFINITY;
	}

	/** New measurements, at local time in ms. */
	show(dots: readonly CircleDot[], now: number): void {
		this.#dots = dots;
		this.#measuredAt = now;
		const keys = new Set(dots.map(({ key }) => key));
		for (const key of this.#running.keys()) if (!keys.has(key)) this.#running.delete(key);
		for (const { key, phase, rateHz } of dots) {
			let running = this.#running.get(key);
			if (running === undefined) {
				running = new RunningPhase();
				this.#running.set(key, running);
			}
			running.measure(phase, rateHz, now);
		}
	}

	frame(now: number): void {
		if (this.#style === undefined || this.#size === 0) return;
		const still = this.#still();
		const rests = still ? this.#drawnAt >= this.#measuredAt : now - this.#measuredAt > 3_000;
		if (now - this.#drawnAt < FRAME_MS || (rests && this.#drawnAt > Number.NEGATIVE_INFINITY)) return;
		this.#drawnAt = now;
		this.#frames++;
		this.#draw(this.#style, now, still);
	}

	probe(): Readonly<Record<string, unknown>> {
		return { kind: "phase circle", dots: this.#dots.length, frames: this.#frames };
	}

	#draw(style: CircleStyle, now: number, still: boolean): void {
		const context = this.#context;
		context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
		context.clearRect(0, 0, this.#size, this.#size);
		context.translate(this.#size / 2, this.#size / 2);
		const radius = this.#size / 2 - DOT_PX - 3;
		this.#plate(style, radius);
		let re = 0;
		let im = 0;
		const placed = this.#dots.map((dot, i) => {
			const running = this.#running.get(dot.key)!;
			// Crest at the top, clockwise.
			const angle = (still ? running.measured : running.at(now)) - TAU / 4;
			re += Math.cos(angle);
			im += Math.sin(angle);
			return { dot, angle, orbit: radius * orbitRadius(i, this.#dots.length) };
		});
		if (placed.length > 1) this.#arrow(style, radius, re / placed.length, im / placed.length);
		for (const { angle, dot, orbit } of placed) this.#dot(style, dot, angle, orbit);
	}

	#plate(style: CircleStyle, radius: number): void {
		const context = this.#context;
		context.fillStyle = style.plate;
		context.beginPath();
		context.arc(0, 0, radius + DOT_PX, 0, TAU);
		context.fill();
		context.strokeStyle = style.orbit;
		context.lineWidth = 1;
		for (const lane of new Set(this.#dots.map((_, i) => orbitRadius(i, this.#dots.length)))) {
			context.beginPath();
			context.arc(0, 0, radius * lane, 0, TAU);
			context.stroke();
		}
		context.strokeStyle = style.axis;
		context.setLineDash([2, 5]);
		context.beginPath();
		context.moveTo(0, -radius);
		context.lineTo(0, radius);
		context.stroke();
		context.setLineDash([]);
	}

	/** The mean direction; its length is how far the members agree at this moment. */
	#arrow(style: CircleStyle, radius: number, re: number, im: number): void {
		const context = this.#context;
		const length = radius * Math.hypot(re, im);
		context.save();
		context.rotate(Math.atan2(im, re));
		context.strokeStyle = style.arrow;
		context.fillStyle = style.arrow;
		context.lineWidth = 3.5;
		context.lineCap = "round";
		context.beginPath();
		context.arc(0, 0, 4, 0, TAU);
		context.fill();
		if (length > 14) {
			context.beginPath();
			context.moveTo(0, 0);
			context.lineTo(length - 9, 0);
			context.stroke();
			context.beginPath();
			context.moveTo(length, 0);
			context.lineTo(length - 12, -6.5);
			context.lineTo(length - 12, 6.5);
			context.fill();
		}
		context.restore();
	}

	#dot(style: CircleStyle, { color, rateHz, text }: CircleDot, angle: number, orbit: number): void {
		const context = this.#context;
		const texted = this.#dots.length <= TEXTED;
		const size = texted ? DOT_PX : SMALL_DOT_PX;
		context.strokeStyle = color;
		context.lineWidth = texted ? 4 : 2.5;
		context.lineCap = "round";
		context.globalAlpha = 0.35;
		context.beginPath();
		context.arc(0, 0, orbit, angle - TAU * rateHz * TAIL_S, angle);
		context.stroke();
		context.globalAlpha = 1;
		const [x, y] = [orbit * Math.cos(angle), orbit * Math.sin(angle)];
		context.fillStyle = color;
		context.beginPath();
		context.arc(x, y, size, 0, TAU);
		context.fill();
		if (!texted) return;
		context.fillStyle = style.ink;
		context.font = '650 12px "Inter Variable", sans-serif';
		context.textAlign = "center";
		context.textBaseline = "middle";
		context.fillText(text, x, y + 0.5);
	}
}
