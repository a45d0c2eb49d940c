/** What one sample component may be. */
export type Component = number | object | string | boolean | null;

/** Times are kept in steps of this many ms: finer than any clock of a device. */
export const TIME_STEP_MS = 1 / 16;

/** Greatest number of steps from a chunk's base, either way: a day and a half. */
const FARTHEST = 2 ** 31 - 1;

/** Bytes of a chunk besides its arrays' content, about. */
const OVERHEAD_BYTES = 200;

const NO_TIMES = new Float64Array(0);

/** A time as a ring keeps it. */
export function keptTime(time: number): number {
	return Math.round(time / TIME_STEP_MS) * TIME_STEP_MS;
}

/**
 * Consecutive samples of one attribute: times as small steps from a base, and values.
 *
 * A time that is too far from the base (a clock that was set) moves all of the chunk's times to 64-bit floats.
 */
export class SampleChunk<V extends Component = number> {
	readonly stride: number;
	readonly #kind: 32 | 64 | "json";
	#base = 0;
	#steps: Int32Array;
	#wide: Float64Array = NO_TIMES;
	#isWide = false;
	values: Float32Array | Float64Array | V[];
	/** Bytes that structured values hold, about; see {@link SampleChunk.byteLength}. */
	structuredBytes = 0;

	constructor(kind: 32 | 64 | "json", stride: number, capacity: number) {
		this.#kind = kind;
		this.stride = stride;
		this.#steps = new Int32Array(capacity);
		this.values = this.#allocate(capacity * stride);
	}

	/** Samples it has room for. */
	get capacity(): number {
		return this.#steps.length;
	}

	/** Bytes held, about. */
	get byteLength(): number {
		const values = Array.isArray(this.values) ? this.values.length * 8 : this.values.byteLength;
		return OVERHEAD_BYTES + this.#steps.byteLength + this.#wide.byteLength + values + this.structuredBytes;
	}

	/** Begins anew with the sample at index 0 at this time; what it held is forgotten. */
	begin(time: number): void {
		this.#base = time;
		this.#isWide = false;
		this.#wide = NO_TIMES;
		this.structuredBytes = 0;
		if (Array.isArray(this.values)) this.values.fill(null as V);
	}

	/** Time in ms of the sample at an index; hot path. */
	timeAt(index: number): number {
		return this.#isWide ? this.#wide[index]! : this.#base + this.#steps[index]! * TIME_STEP_MS;
	}

	/** Sets the time of the sample at an index; hot path. */
	setTime(index: number, time: number): void {
		if (this.#isWide) {
			this.#wide[index] = time;
			return;
		}
		const steps = (time - this.#base) / TIME_STEP_MS;
		if (steps > FARTHEST || steps < -FARTHEST) this.#widen(index, time);
		else this.#steps[index] = steps;
	}

	/** Copies times of the samples from an index up to another; hot path. */
	copyTimes(from: number, to: number, target: Float64Array, at: number): void {
		if (this.#isWide) {
			target.set(this.#wide.subarray(from, to), at);
			return;
		}
		const base = this.#base;
		const steps = this.#steps;
		for (let k = from; k < to; k++) target[at + k - from] = base + steps[k]! * TIME_STEP_MS;
	}

	/** Doubles the room, up to a limit. */
	grow(limit: number): void {
		const capacity = Math.min(limit, this.capacity * 2);
		const steps = new Int32Array(capacity);
		steps.set(this.#steps);
		this.#steps = steps;
		if (this.#isWide) {
			const wide = new Float64Array(capacity);
			wide.set(this.#wide);
			this.#wide = wide;
		}
		const values = this.#allocate(capacity * this.stride);
		for (let k = 0; k < this.values.length; k++) values[k] = this.values[k] as never;
		this.values = values;
	}

	#widen(index: number, time: number): void {
		this.#wide = Float64Array.from(this.#steps, (steps) => this.#base + steps * TIME_STEP_MS);
		this.#isWide = true;
		this.#wide[index] = time;
	}

	#allocate(size: number): Float32Array | Float64Array | V[] {
		switch (this.#kind) {
			case 32:
				return new Float32Array(size);
			case 64:
				return new Float64Array(size);
			case "json":
				return new Array<V>(size);
		}
	}
}
