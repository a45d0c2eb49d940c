import type { Worker } from "@sensocto/supervision";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ViewerMetrics } from "./viewer-metrics.ts";

/**
 * Metrics of the process, for `/metrics`.
 *
 * Parts that have figures of their own register them with {@link Telemetry.gauge} as functions: they are read when
 * somebody asks, and cost nothing on the hot path.
 */
export class Telemetry implements Worker, ViewerMetrics {
	readonly registry = new Registry();
	readonly #paintLag = new Histogram({
		name: "sensocto_viewer_paint_lag_seconds",
		help: "Time from a frame's arrival at a viewer until it was painted",
		buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
		registers: [this.registry],
	});
	readonly #viewerFps = new Histogram({
		name: "sensocto_viewer_frames_per_second",
		help: "Frame rate that viewers' pages report",
		buckets: [5, 10, 20, 30, 45, 55, 60, 90, 120],
		registers: [this.registry],
	});

	constructor() {
		collectDefaultMetrics({ register: this.registry });
	}

	/** Lets go of the parts whose figures are read. */
	stop(): void {
		this.registry.clear();
	}

	/** Adds a figure that is read when the metrics are asked for. */
	gauge(name: string, help: string, read: () => number): void {
		new Gauge({
			name,
			help,
			registers: [this.registry],
			collect() {
				this.set(read());
			},
		});
	}

	/** Adds a figure for each value of a label, read when the metrics are asked for. */
	gauges(
		name: string,
		help: string,
		label: string,
		read: () => Iterable<readonly [value: string, figure: number]>,
	): void {
		new Gauge({
			name,
			help,
			labelNames: [label],
			registers: [this.registry],
			collect() {
				this.reset();
				for (const [value, figure] of read()) this.set({ [label]: value }, figure);
			},
		});
	}

	/** Adds a running total that is read when the metrics are asked for. */
	counter(name: string, help: string, read: () => number): void {
		let before = 0;
		new Counter({
			name,
			help,
			registers: [this.registry],
			collect() {
				const total = read();
				this.inc(Math.max(0, total - before));
				before = total;
			},
		});
	}

	painted(lagMs: number): void {
		this.#paintLag.observe(lagMs / 1_000);
	}

	frameRate(fps: number): void {
		this.#viewerFps.observe(fps);
	}

	/** The metrics as Prometheus text, and its content type. */
	async text(): Promise<{ body: string; contentType: string }> {
		return { body: await this.registry.metrics(), contentType: this.registry.contentType };
	}
}
