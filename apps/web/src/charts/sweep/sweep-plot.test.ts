import { attributeType } from "@sensocto/protocol";
import { describe, expect, it } from "vitest";
import { StreamBuffer } from "../../stores/stream-buffer.ts";
import { SweepPlot } from "./sweep-plot.ts";

const T0 = 1_000_000;

/** A canvas that remembers what was drawn on it. */
function canvas() {
	const moves: number[] = [];
	const painted: number[] = [];
	const texts: string[] = [];
	const context = {
		drawImage: (_: unknown, x: number) => moves.push(-x),
		rect: (x: number, _y: number, width: number) => painted.push(width === 0 ? -1 : x),
		fillText: (text: string) => texts.push(text),
		measureText: () => ({ width: 10 }),
	};
	const ignore = () => undefined;
	const target = new Proxy(context, {
		get: (own, name) => Reflect.get(own, name) ?? ignore,
		set: () => true,
	});
	const element = { width: 0, height: 0, getContext: () => target } as unknown as HTMLCanvasElement;
	return { element, moves, painted, texts };
}

function setup(options: { intervalMs?: number; live?: boolean } = {}) {
	const { intervalMs = 100, live = true } = options;
	const drawn = canvas();
	const buffer = new StreamBuffer("s", "numeric", attributeType("numeric"));
	const clock = { end: () => now.at, live, windowMs: 10_000 };
	const now = { at: T0 };
	const plot = new SweepPlot(drawn.element, {
		buffer,
		fields: [0],
		clock,
		intervalMs: () => intervalMs,
		transitMs: () => 1000,
		silence: () => "connection lost",
		leastSpan: 1,
		paper: false,
	});
	let seq = 0;
	const feed = (count: number, from: number, stepMs = intervalMs): void => {
		const dt = Array.from({ length: count }, (_, i) => i * stepMs);
		buffer.append({ seq, t0: from, dt, v: dt.map((_, i) => i % 2) }, false);
		seq += count;
	};
	plot.setStyle({ background: "#000", lines: ["#fff"], dash: [], lineWidth: 1, gap: "#888" });
	plot.resize(100, 50, 1, 0);
	return { ...drawn, plot, feed, now, buffer };
}

describe("SweepPlot", () => {
	it("says why an empty plot stays empty, after a moment", () => {
		const { plot, texts } = setup();
		plot.frame(0);
		expect(texts).toEqual([]);
		plot.frame(2000);
		expect(texts).toEqual(["gap: connection lost"]);
	});

	it("draws nothing when neither time nor data moved a pixel", () => {
		const { plot, feed, painted, now } = setup({ intervalMs: 1000 });
		feed(5, T0 - 4000);
		plot.frame(0);
		const before = painted.length;
		now.at += 50;
		plot.frame(50);
		expect(painted.length).toBe(before);
	});

	it("moves the picture by whole pixels and paints only its end", () => {
		const { plot, feed, moves, painted, now } = setup({ intervalMs: 1000 });
		feed(5, T0 - 4000);
		plot.frame(0);
		now.at += 250;
		plot.frame(20);
		now.at += 100;
		plot.frame(40);
		expect(moves).toEqual([2, 1]);
		expect(painted.at(-1)).toBeGreaterThan(80);
	});

	it("paints everything anew after a long pause, a resize or another window", () => {
		const { plot, feed, painted, now } = setup({ intervalMs: 1000 });
		feed(5, T0 - 4000);
		plot.frame(0);
		now.at += 60_000;
		plot.frame(10);
		expect(painted.at(-1)).toBe(0);
		plot.resize(200, 50, 1, 20);
		expect(painted.at(-1)).toBe(0);
	});

	it("tells gaps between samples and the open one at the end, with its reason on screen", () => {
		const { plot, feed, texts, now } = setup();
		feed(20, T0 - 9000);
		feed(20, T0 - 4000);
		now.at = T0 + 1000;
		plot.frame(0);
		expect(plot.probe()).toMatchObject({
			lastDrawn: T0 - 2100,
			gaps: [{ from: T0 - 7100, to: T0 - 4000 }, { from: T0 - 2100 }],
		});
		expect(texts).toEqual(["gap: no data", "gap: connection lost"]);
	});

	it("maps time to the screen and back, by the device's clock", () => {
		const { plot, feed, buffer, now } = setup({ intervalMs: 1000, live: false });
		buffer.offsetMs = 500;
		feed(5, T0 - 4500);
		now.at = T0;
		plot.frame(0);
		expect(plot.xOf(plot.timeAt(40))).toBeCloseTo(40, 3);
		expect(plot.timeAt(100)).toBe(T0 - 500);
	});

	it("stops listening when destroyed", () => {
		const { plot, feed, moves, now } = setup();
		plot.destroy();
		feed(20, T0 - 2000);
		now.at += 10;
		plot.frame(0);
		expect(moves).toEqual([]);
	});
});
