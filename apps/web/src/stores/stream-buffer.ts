import type { AttributeType, JsonValue } from "@sensocto/protocol";
import { ColumnParts } from "./column-parts.ts";
import { RATE_SPAN_MS, SampleRing } from "./sample-ring.ts";

/** Samples of one attribute as the viewer channel brings them, in whichever encoding. */
export interface SampleColumns {
	/** Running number of the first sample. */
	readonly seq: number;
	/** Device time of reference, milliseconds. */
	readonly t0: number;
	/** Milliseconds since `t0`, one for each sample. */
	readonly dt: readonly number[] | Float64Array;
	/** Values flattened by stride; null or NaN is an unknown one. */
	readonly v: readonly unknown[] | Float64Array;
	/** Set when samples before these were left out. */
	readonly gap?: { readonly reason: string };
	/** Length in ms of the columns whose least and greatest samples these are; absent or 0 when they are all. */
	readonly columnMs?: number;
	/** Which count of samples `seq` belongs to; that of all samples is 0, as is an absent one. */
	readonly numbering?: number;
}

/** A span without samples and its known reason; device time, milliseconds. */
export interface Gap {
	from: number;
	to: number;
	reason: string;
}

/** Known gaps kept for each buffer; the oldest go first. */
const GAP_LIMIT = 64;

/** Where one stream of an attribute goes on after another, this many columns without a sample are a gap ... */
const JOIN_COLUMNS = 4;

/** ... and so is this time in any case, in milliseconds. */
const JOIN_MS = 500;

/** Structured values kept for each buffer: only the newest few are ever shown. */
const STRUCTURED_LIMIT = 64;

/**
 * The samples of one attribute in the page's memory, in the order of their device time.
 *
 * 1. Sample numbers decide what is new: a frame's samples that are already here are dropped.
 * 2. A jump in the numbers is a gap with a reason, never a line.
 * 3. A seed that starts earlier than the memory replaces it, and so does one that is finer than what it overlaps.
 * 4. A stream of the same signal in other columns goes on after the last time that is here.
 */
export class StreamBuffer {
	readonly sensorId: string;
	readonly attributeId: string;
	readonly type: AttributeType;
	/** Numbers and times; empty for structured types. */
	readonly ring: SampleRing;
	/** Structured values with their device time, oldest first; empty for numeric types. */
	readonly structured: { t: number; value: JsonValue }[] = [];
	/** Device time + offset = server time, milliseconds; from the directory. */
	offsetMs = 0;
	/** Grows with every change. */
	version = 0;
	/** Grows when the past changes: late samples sorted in, or the memory replaced by a longer one. */
	epoch = 0;
	#gaps: Gap[] = [];
	readonly #columns = new ColumnParts();
	#numbering = 0;
	/** What another stream brings up to this time is here already. */
	#joinTime = Number.NEGATIVE_INFINITY;
	#firstSeq = -1;
	#nextSeq = -1;
	readonly #listeners = new Set<() => void>();

	constructor(sensorId: string, attributeId: string, type: AttributeType) {
		this.sensorId = sensorId;
		this.attributeId = attributeId;
		this.type = type;
		this.ring = new SampleRing(type.shape === "structured" ? 1 : type.fields.length, type.precision === 64);
	}

	/** Number of samples. */
	get length(): number {
		return this.#isStructured ? this.structured.length : this.ring.length;
	}

	/** Device time of the newest sample; NaN when empty. */
	get lastTime(): number {
		return this.#isStructured ? (this.structured.at(-1)?.t ?? Number.NaN) : this.ring.lastTime;
	}

	/** Spans without samples whose reason is known, oldest first. */
	get gaps(): readonly Gap[] {
		return this.#gaps;
	}

	/** Samples a second over the newest 5 s of device time; 0 while unknown, as it is of what came in columns. */
	get rateHz(): number {
		return this.columnMsSince(this.lastTime - RATE_SPAN_MS) > 0 ? 0 : this.ring.rateHz();
	}

	/** Length of the newest samples' columns, milliseconds; 0 when every sample comes. */
	get columnMs(): number {
		return this.#columns.newest;
	}

	/** The longest columns of what is later than an instant of device time, milliseconds. */
	columnMsSince(deviceTime: number): number {
		return this.#columns.longestSince(deviceTime);
	}

	/** Newest number of a field; NaN when empty or missing. */
	latest(field = 0): number {
		return this.ring.length === 0 ? Number.NaN : this.ring.value(this.ring.length - 1, field);
	}

	/** Number of a field at an instant of device time: the newest sample not after it; NaN without one. */
	valueAt(deviceTime: number, field = 0): number {
		const index = this.ring.indexAfter(deviceTime) - 1;
		return index < 0 ? Number.NaN : this.ring.value(index, field);
	}

	/** Device time of the newest sample not after an instant; NaN without one. */
	timeAt(deviceTime: number): number {
		if (this.#isStructured)
			return this.structured.findLast((entry) => entry.t <= deviceTime)?.t ?? Number.NaN;
		const index = this.ring.indexAfter(deviceTime) - 1;
		return index < 0 ? Number.NaN : this.ring.time(index);
	}

	/** Calls back after every change; the answer ends that. */
	onChange(callback: () => void): () => void {
		this.#listeners.add(callback);
		return () => this.#listeners.delete(callback);
	}

	/** Takes in a frame; `seed` marks samples from the server's memory that precede the live ones. */
	append(frame: SampleColumns, seed: boolean): void {
		const count = frame.dt.length;
		if (count === 0) return;
		if ((frame.numbering ?? 0) !== this.#numbering) this.#join(frame, seed);
		else if (this.#isOtherNumbering(frame)) this.#renumber(frame);
		else if (seed && frame.seq < this.#firstSeq) this.#clear();
		if (this.#nextSeq === -1) this.#number(frame.seq);
		const skip = this.#known(frame);
		if (skip >= count) return;
		this.#noteGap(frame, skip);
		this.#columns.begin(frame.t0 + frame.dt[skip]!, frame.columnMs ?? 0);
		this.#store(frame, skip);
		this.#nextSeq = frame.seq + count;
		this.#joinTime = Number.NEGATIVE_INFINITY;
		this.version++;
		for (const listener of this.#listeners) listener();
	}

	get #isStructured(): boolean {
		return this.type.shape === "structured";
	}

	/** Another stream of the signal goes on, or replaces what is here. */
	#join(frame: SampleColumns, seed: boolean): void {
		const { columnMs = 0, numbering = 0 } = frame;
		this.#numbering = numbering;
		const first = frame.t0 + frame.dt[0]!;
		const overlaps = seed && first <= this.lastTime;
		if (overlaps && (first < this.ring.time(0) || columnMs < this.columnMs)) this.#clear();
		this.#number(frame.seq);
		this.#joinTime = this.length === 0 ? Number.NEGATIVE_INFINITY : this.lastTime;
	}

	/** Number of samples at the frame's start that are already here. */
	#known({ dt, seq, t0 }: SampleColumns): number {
		let known = Math.max(0, this.#nextSeq - seq);
		while (known < dt.length && t0 + dt[known]! <= this.#joinTime) known++;
		if (known === dt.length) this.#nextSeq = Math.max(this.#nextSeq, seq + known);
		return known;
	}

	/** A restarted server numbers anew: newer samples under numbers that were already used. */
	#isOtherNumbering(frame: SampleColumns): boolean {
		return frame.seq + frame.dt.length <= this.#nextSeq && frame.t0 + frame.dt.at(-1)! > this.lastTime;
	}

	#renumber(frame: SampleColumns): void {
		this.#addGap(frame.t0 + frame.dt[0]!, "server restarted");
		this.#number(frame.seq);
	}

	#number(seq: number): void {
		this.#firstSeq = seq;
		this.#nextSeq = seq;
	}

	#noteGap(frame: SampleColumns, skip: number): void {
		if (this.length === 0) return;
		const missing = frame.seq > this.#nextSeq || this.#isHole(frame, skip);
		if (!missing && frame.gap === undefined) return;
		this.#addGap(frame.t0 + frame.dt[skip]!, frame.gap?.reason ?? "samples lost on the way");
	}

	/** Whether another stream goes on too late for nothing to be missing. */
	#isHole({ columnMs = 0, dt, t0 }: SampleColumns, skip: number): boolean {
		if (this.#joinTime === Number.NEGATIVE_INFINITY) return false;
		const most = Math.max(JOIN_MS, JOIN_COLUMNS * Math.max(columnMs, this.columnMs));
		return t0 + dt[skip]! - this.#joinTime > most;
	}

	#addGap(to: number, reason: string): void {
		this.#gaps.push({ from: this.lastTime, to, reason });
		if (this.#gaps.length > GAP_LIMIT) this.#gaps.shift();
	}

	#store(frame: SampleColumns, skip: number): void {
		if (!this.#isStructured) {
			if (this.ring.append(frame.t0, frame.dt, frame.v, skip)) this.epoch++;
			return;
		}
		for (let i = skip; i < frame.dt.length; i++) {
			this.structured.push({ t: frame.t0 + frame.dt[i]!, value: (frame.v[i] ?? null) as JsonValue });
		}
		const excess = this.structured.length - STRUCTURED_LIMIT;
		if (excess > 0) this.structured.splice(0, excess);
	}

	#clear(): void {
		this.epoch++;
		this.ring.clear();
		this.#columns.clear();
		this.structured.length = 0;
		this.#gaps = [];
		this.#number(-1);
	}
}
