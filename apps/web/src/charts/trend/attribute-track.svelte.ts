import type { AttributeSummary, AttributeType, SensorSummary } from "@sensocto/protocol";
import { ApiError } from "../../api/api-error.ts";
import { type HistoryAnswer, readHistory } from "../../api/history-api.ts";
import { delivery } from "../../stores/delivery.svelte.ts";
import { streams } from "../../stores/live-streams.ts";
import { session } from "../../stores/session.svelte.ts";
import type { StreamBuffer } from "../../stores/stream-buffer.ts";
import type { StreamHandle } from "../../stores/streams.ts";
import { catalogued } from "../../tiles/principal.ts";
import { lineIntervalMs } from "../../tiles/tile-facts.ts";
import { type HeldHistory, planHistory } from "./history-plan.ts";
import { joinSegments } from "./join-segments.ts";
import { liveSegment, shifted } from "./live-segment.ts";
import { gapSegment, silentTail } from "./silent-tail.ts";
import { historySegment, type TrendSegment } from "./trend-segment.ts";

/** The most of the past the server's memory is asked for, ms; history holds the rest. */
const SEED_MS = 300_000;

/** A failed or repeated reading of history waits this long, ms. */
const RETRY_MS = 5_000;

/**
 * The samples of one attribute on a sensor's page: stored history, continued by the live stream without a seam.
 *
 * 1. Everything handed out is in server time.
 * 2. History ends where the live buffer begins; no sample appears twice.
 * 3. At most one reading is under way; a window that moved meanwhile is served by the next one.
 */
export class AttributeTrack {
	readonly #handle: StreamHandle;
	#sensor: SensorSummary;
	#attribute: AttributeSummary;
	#answer: HistoryAnswer | undefined;
	#held: HeldHistory | undefined;
	#reading: AbortController | undefined;
	#retryAtMs = 0;
	#viewToMs = Number.POSITIVE_INFINITY;
	#loads = $state(0);
	#loading = $state(false);
	#error = $state.raw<ApiError | undefined>(undefined);

	constructor(sensor: SensorSummary, attribute: AttributeSummary, windowMs: number) {
		this.#sensor = sensor;
		this.#attribute = attribute;
		this.#handle = streams.acquire(sensor.sensor_id, attribute.attribute_id, {
			seedMs: Math.min(SEED_MS, Math.max(10_000, windowMs)),
		});
	}

	/** The live samples, device time. */
	get buffer(): StreamBuffer {
		return this.#handle.buffer;
	}

	/** Catalogue entry of the attribute. */
	get type(): AttributeType {
		return catalogued(this.#attribute);
	}

	/** Whether the first reading of history is still under way. */
	get loading(): boolean {
		return this.#loading && this.#loads === 0;
	}

	/** Why history could not be read; the live part is shown all the same. */
	get error(): ApiError | undefined {
		return this.#error;
	}

	/** Changes with every change of the samples. */
	version = (): number => this.buffer.version * 4096 + this.#loads;

	/** Takes in what the directory says now. */
	update(sensor: SensorSummary, attribute: AttributeSummary): void {
		this.#sensor = sensor;
		this.#attribute = attribute;
	}

	/** History and live samples in server time, oldest first. */
	segments = (): TrendSegment[] => {
		const interval = lineIntervalMs({ sensor: this.#sensor, attribute: this.#attribute, type: this.type });
		const live = liveSegment(this.buffer, interval, session.serverNow());
		const known = joinSegments(this.#stored(interval), this.#held?.toMs ?? 0, live, this.#viewToMs);
		const told = (this.#attribute.last_value?.timestamp ?? Number.NaN) + this.buffer.offsetMs;
		const lastMs = live.length > 0 ? Math.max(live.time(live.length - 1), told || 0) : told;
		const tail = silentTail({
			lastMs,
			nowMs: session.serverNow(),
			intervalMs: interval,
			windowMs: Math.max(this.#sensor.window_ms, delivery.notice.interval_ms),
			online: this.#sensor.status === "online",
			connected: session.state === "open",
		});
		const silent = tail && this.type.delivery !== "event" ? [gapSegment(tail, live.stride)] : [];
		return [...known, ...silent];
	};

	/** Reads history when the window (server time) needs it. */
	ensure(fromMs: number, toMs: number, widthPx: number): void {
		const now = session.serverNow();
		this.#viewToMs = toMs;
		if (this.#reading || now < this.#retryAtMs || this.type.shape === "structured") return;
		const interval = Math.max(1, this.#attribute.interval_ms);
		const live = liveSegment(this.buffer, interval, now);
		const liveFromMs = live.length > 0 ? live.time(0) : undefined;
		const plan = planHistory(
			{ fromMs, toMs, nowMs: now, liveFromMs, widthPx, intervalMs: interval, stride: live.stride },
			this.#held,
		);
		if (plan) void this.#read(plan.fromMs, plan.toMs, plan.maxPoints);
	}

	/** Ends the stream and any reading. */
	close(): void {
		this.#reading?.abort();
		this.#handle.release();
	}

	#stored(interval: number): TrendSegment | undefined {
		if (!this.#answer) return undefined;
		const own = historySegment(this.#answer, this.#attribute.interval_ms || interval);
		return shifted(own, this.buffer.offsetMs);
	}

	async #read(fromMs: number, toMs: number, maxPoints: number): Promise<void> {
		const reading = new AbortController();
		this.#reading = reading;
		this.#loading = true;
		const offset = this.buffer.offsetMs;
		try {
			this.#answer = await readHistory({
				sensorId: this.#sensor.sensor_id,
				attributeId: this.#attribute.attribute_id,
				fromMs: fromMs - offset,
				toMs: toMs - offset,
				maxPoints,
				signal: reading.signal,
			});
			this.#held = { fromMs, toMs, pointMs: this.#answer.decimated ? ((toMs - fromMs) / maxPoints) * 2 : 0 };
			this.#error = undefined;
			this.#loads += 1;
			// Without live samples the window outruns every answer; asking again at once would bring nothing new.
			const pause = this.buffer.length === 0 ? Math.max(RETRY_MS, (toMs - fromMs) / 200) : 500;
			this.#retryAtMs = session.serverNow() + pause;
		} catch (thrown) {
			if (reading.signal.aborted) return;
			const error = ApiError.from(thrown);
			// A signal's first second is on its way to the database: nothing stored yet is no failure.
			this.#error = error.status === 404 ? undefined : error;
			this.#retryAtMs = session.serverNow() + RETRY_MS;
		} finally {
			this.#reading = undefined;
			this.#loading = false;
		}
	}
}
