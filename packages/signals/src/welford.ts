/**
 * Mean and variance of a stream in one pass and constant memory (Welford 1962, "Note on a method for calculating
 * corrected sums of squares and products", Technometrics 4(3)). Values that are not finite are left out.
 *
 * Invariants: (1) `count` is the number of finite values pushed; (2) the sum of squared deviations is never negative.
 */
export class Welford {
	#count = 0;
	#mean = 0;
	#squares = 0;

	/** A computation that goes on from the figures of {@link Welford.snapshot}. */
	static restore(count: number, mean: number, squares: number): Welford {
		const welford = new Welford();
		welford.#count = count;
		welford.#mean = mean;
		welford.#squares = squares;
		return welford;
	}

	/** Number of values the figures rest on. */
	get count(): number {
		return this.#count;
	}

	/** Arithmetic mean in the stream's unit; `undefined` before the first value. */
	get mean(): number | undefined {
		return this.#count > 0 ? this.#mean : undefined;
	}

	/** Sample variance (divided by count − 1); `undefined` below two values. */
	get variance(): number | undefined {
		return this.#count > 1 ? this.#squares / (this.#count - 1) : undefined;
	}

	/** Sample standard deviation in the stream's unit; `undefined` below two values. */
	get deviation(): number | undefined {
		const variance = this.variance;
		return variance === undefined ? undefined : Math.sqrt(variance);
	}

	/** Adds one value. */
	push(x: number): void {
		if (!Number.isFinite(x)) return;
		this.#count++;
		const delta = x - this.#mean;
		this.#mean += delta / this.#count;
		this.#squares += delta * (x - this.#mean);
	}

	/** Distance of `x` from the mean in standard deviations; `undefined` while there is no spread to measure by. */
	zScore(x: number): number | undefined {
		const deviation = this.deviation;
		if (deviation === undefined || deviation === 0 || !Number.isFinite(x)) return undefined;
		return (x - this.#mean) / deviation;
	}

	/** Count, mean and sum of squared deviations: all there is. */
	snapshot(): [count: number, mean: number, squares: number] {
		return [this.#count, this.#mean, this.#squares];
	}

	/** Forgets everything. */
	reset(): void {
		this.#count = 0;
		this.#mean = 0;
		this.#squares = 0;
	}
}
