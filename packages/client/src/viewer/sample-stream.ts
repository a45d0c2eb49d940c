import { Listeners } from "../listeners.ts";
import type { BlockReceiver, SampleBlock } from "./sample-block.ts";

/** How a stream of samples begins and is read. */
export interface StreamOptions {
	/** How far back the samples start that the server still has in memory, ms; 0 by default. */
	seedMs?: number;
	/** Type of the catalogue, where the attribute's id does not tell it; for the `rows` encoding only. */
	attributeType?: string;
}

/**
 * The samples of one attribute, each handed over once.
 *
 * 1. A jump of the running number is a gap.
 * 2. After a reconnection the server sends past samples again: those that were there before are left out. When there
 *    is no such sample, some may be missing in between, and that is a gap.
 */
export class SampleStream implements BlockReceiver {
	readonly attributeType: string | undefined;
	readonly #seedMs: number;
	readonly #callbacks: Listeners<[block: SampleBlock]>;
	#users = 0;
	#lastTime = Number.NaN;
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
		this.#lastTime = news.times[news.times.length - 1]!;
		this.#callbacks.emit(news);
	}

	/** What of the block was not there before; undefined when nothing. */
	#resume(block: SampleBlock): SampleBlock | undefined {
		const { times } = block;
		// Earlier than a seed can reach: the device's clock went back, and this is new.
		const known = times[0]! < this.#lastTime - this.#seedMs ? 0 : countUpTo(times, this.#lastTime);
		if (known > 0) this.#hasOverlap = true;
		if (known === times.length) return undefined;
		this.#isResuming = false;
		const news = known === 0 ? block : without(block, known);
		if (!this.#hasOverlap) news.gap ??= { reason: "reconnected" };
		return news;
	}
}

/** Samples at the beginning that are not later than `time`. */
function countUpTo(times: Float64Array, time: number): number {
	const index = times.findIndex((one) => one > time);
	return index < 0 ? times.length : index;
}

function without(block: SampleBlock, count: number): SampleBlock {
	const { gap: _, seq, stride, times, values, ...rest } = block;
	const news = { ...rest, stride, times: times.slice(count), values: values.slice(count * stride) };
	return seq === undefined ? news : { ...news, seq: seq + count };
}
