import { Listeners } from "../listeners.ts";
import type { BlockReceiver, SampleBlock } from "./sample-block.ts";

/** How a stream of samples begins and is read. */
export interface StreamOptions {
	/** How far back the samples start that the server still has in memory, ms; 0 by default. */
	seedMs?: number;
	/** Type of the catalogue, where the attribute's id does not tell it; for the `rows` encoding only. */
	attributeType?: string;
}

/** The server takes samples that are at most this much later than their successors, ms. */
const REORDER_MS = 2_000;

/**
 * The samples of one attribute, each handed over once.
 *
 * 1. A jump of the running number is a gap.
 * 2. After a reconnection the server sends past samples again: those that were there before are left out. When there
 *    is no such sample, some may be missing in between, and that is a gap. Late ones that came to the server
 *    meanwhile are handed over first.
 */
export class SampleStream implements BlockReceiver {
	readonly attributeType: string | undefined;
	readonly #seedMs: number;
	readonly #callbacks: Listeners<[block: SampleBlock]>;
	#users = 0;
	#firstTime = Number.NaN;
	#lastTime = Number.NaN;
	/** Times of the samples that a late one may stand between. */
	readonly #recent: Float64Array[] = [];
	#nextSeq: number | undefined;
	#isResuming = false;
	#hasOverlap = false;

	constructor(options: StreamOptions, report: (error: unknown) => void) {
		this.attributeType = options.attributeType;
		this.#seedMs = options.seedMs ?? 0;
		this.#callbacks = new Listeners(report);
	}

	get isUsed(): boolean {
		return this.#users > 0;
	}

	/** Adds a callback; the answer removes it. */
	add(callback: (block: SampleBlock) => void): () => void {
		const remove = this.#callbacks.add(callback);
		this.#users += 1;
		return () => {
			this.#users -= 1;
			remove();
		};
	}

	/** The channel was joined again. */
	rejoined(): void {
		this.#isResuming = !Number.isNaN(this.#lastTime);
		this.#hasOverlap = false;
		this.#nextSeq = undefined;
	}

	receive(block: SampleBlock): void {
		const count = block.times.length;
		if (count === 0) return;
		if (this.#nextSeq !== undefined && block.seq !== undefined && block.seq > this.#nextSeq) {
			block.gap ??= { reason: "skipped" };
		}
		this.#nextSeq = block.seq === undefined ? undefined : block.seq + count;
		const news = this.#isResuming ? this.#resume(block) : block;
		if (!news) return;
		this.#note(news.times);
		this.#callbacks.emit(news);
	}

	#note(times: Float64Array): void {
		if (Number.isNaN(this.#firstTime)) this.#firstTime = times[0]!;
		const last = times[times.length - 1]!;
		// A single late sample does not take the stream back; a clock that was set does.
		if (!(last <= this.#lastTime && last >= this.#lastTime - REORDER_MS)) this.#lastTime = last;
		this.#recent.push(times);
		while (this.#recent[0]!.at(-1)! < this.#lastTime - REORDER_MS) this.#recent.shift();
	}

	/** What of the block was not there before; undefined when nothing. */
	#resume(block: SampleBlock): SampleBlock | undefined {
		const { times } = block;
		// Earlier than a seed can reach: the device's clock went back, and this is new.
		const known = times[0]! < this.#lastTime - this.#seedMs ? 0 : countUpTo(times, this.#lastTime);
		if (known === 0) this.#isResuming = false;
		else this.#hasOverlap = true;
		const late = this.#late(times, known);
		if (known === times.length && late.length === 0) return undefined;
		if (known < times.length) this.#isResuming = false;
		const news = known === 0 ? block : withoutKnown(block, known, late);
		if (!this.#hasOverlap) news.gap ??= { reason: "reconnected" };
		return news;
	}

	/** Indices of samples among the first `known` that came to the server out of order while the viewer was away. */
	#late(times: Float64Array, known: number): number[] {
		const late: number[] = [];
		const seen = new Set(this.#recent.flatMap((some) => [...some]));
		for (let k = known - 1; k >= 0 && times[k]! > this.#lastTime - REORDER_MS; k--) {
			if (!seen.has(times[k]!) && times[k]! >= this.#firstTime) late.unshift(k);
		}
		return late;
	}
}

/** Samples at the beginning that are not later than `time`. */
function countUpTo(times: Float64Array, time: number): number {
	const index = times.findIndex((one) => one > time);
	return index < 0 ? times.length : index;
}

/** The samples from index `known` on, after the late ones before it. */
function withoutKnown(block: SampleBlock, known: number, late: readonly number[]): SampleBlock {
	const { gap: _, seq, stride, times, values, ...rest } = block;
	if (late.length === 0) {
		const news = { ...rest, stride, times: times.slice(known), values: values.slice(known * stride) };
		return seq === undefined ? news : { ...news, seq: seq + known };
	}
	const kept = [...late, ...Array.from({ length: times.length - known }, (_each, k) => known + k)];
	const parts = kept.flatMap((k) => Array.from(values.slice(k * stride, (k + 1) * stride)));
	return {
		...{ ...rest, stride, times: Float64Array.from(kept, (k) => times[k]!) },
		values: values instanceof Float64Array ? Float64Array.from(parts as number[]) : parts,
	};
}
