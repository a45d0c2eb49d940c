import type { SensoctoError } from "@sensocto/protocol";
import type { WaitingSample } from "./waiting-sample.ts";

/**
 * `new`: not on its way. `sent`: on its way, unanswered. `refused`: answered, with the error.
 */
export type BatchStatus = "new" | "sent" | "refused";

/** Some samples under one number of the session. */
export interface NumberedBatch {
	seq: number;
	status: BatchStatus;
	error: SensoctoError | undefined;
	readonly samples: readonly WaitingSample[];
}

/**
 * The batches that have a number and are not known to be stored.
 *
 * 1. Their numbers are consecutive; the first one follows the last stored number.
 * 2. What a batch holds and its number change only while the server is known to have stored neither: after a join
 *    told the last stored number, or after the server refused the first batch.
 */
export class BatchWindow {
	#batches: NumberedBatch[] = [];
	#storedSeq = 0;
	#samples = 0;
	#bytes = 0;

	/** Number of batches. */
	get size(): number {
		return this.#batches.length;
	}

	/** Samples in all batches. */
	get samples(): number {
		return this.#samples;
	}

	/** Most bytes the samples take as JSON. */
	get bytes(): number {
		return this.#bytes;
	}

	/** The last number known to be stored. */
	get storedSeq(): number {
		return this.#storedSeq;
	}

	get first(): NumberedBatch | undefined {
		return this.#batches[0];
	}

	get batches(): readonly NumberedBatch[] {
		return this.#batches;
	}

	/** Whether an answer is still to come. */
	get awaitsAnswer(): boolean {
		return this.#batches.some((batch) => batch.status === "sent");
	}

	/** Gives the next number to these samples. */
	append(samples: readonly WaitingSample[]): void {
		const seq = this.#storedSeq + this.#batches.length + 1;
		this.#batches.push({ seq, status: "new", error: undefined, samples });
		this.#count(samples, 1);
	}

	/** Begins with the batches of an earlier run. */
	restore(storedSeq: number, batches: readonly (readonly WaitingSample[])[]): void {
		this.#storedSeq = storedSeq;
		for (const samples of batches) this.append(samples);
	}

	/** Everything up to `seq` is stored; answers the number of samples that were not known to be. */
	acknowledge(seq: number): number {
		let stored = 0;
		while (this.#batches[0] && this.#batches[0].seq <= seq) {
			stored += this.#batches[0].samples.length;
			this.#removeFirst();
			this.#storedSeq += 1;
		}
		return stored;
	}

	/**
	 * Goes on after a join: what is stored leaves, the rest is to be sent anew and follows the last stored number.
	 *
	 * @returns the number of samples that were not known to be stored.
	 */
	resume(lastSeq: number): number {
		const stored = this.acknowledge(lastSeq);
		this.#storedSeq = lastSeq;
		this.#renumber();
		return stored;
	}

	/** Everything is to be sent anew. */
	rewind(): void {
		for (const batch of this.#batches) {
			batch.status = "new";
			batch.error = undefined;
		}
	}

	/** Divides the first batch, which the server refused for what it holds; false when it is a single sample. */
	splitFirst(): boolean {
		const [first, ...rest] = this.#batches;
		if (!first || first.samples.length < 2) return false;
		const middle = first.samples.length >> 1;
		const halves = [first.samples.slice(0, middle), first.samples.slice(middle)];
		this.#batches = [...halves.map((samples) => ({ ...first, samples })), ...rest];
		this.#renumber();
		return true;
	}

	/** Takes out the first batch for good. */
	dropFirst(): readonly WaitingSample[] {
		const samples = this.#removeFirst();
		this.#renumber();
		return samples;
	}

	#removeFirst(): readonly WaitingSample[] {
		const samples = this.#batches.shift()?.samples ?? [];
		this.#count(samples, -1);
		return samples;
	}

	#renumber(): void {
		this.#batches.forEach((batch, index) => {
			batch.seq = this.#storedSeq + index + 1;
		});
		this.rewind();
	}

	#count(samples: readonly WaitingSample[], sign: 1 | -1): void {
		this.#samples += sign * samples.length;
		for (const sample of samples) this.#bytes += sign * sample.bytes;
	}
}
