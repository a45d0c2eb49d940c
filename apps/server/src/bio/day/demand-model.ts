import { InterestForecaster } from "../prediction/interest-forecaster.ts";
import type { LocalWeek } from "../prediction/local-week.ts";

/** Length of the figures before the forecaster's bytes: the scale. */
const HEAD_BYTES = 8;

/**
 * The usual week of a quantity in cost units per second, and what to expect of it in ten minutes.
 *
 * It is modelled as a part of a scale that doubles when the quantity outgrows it, so that a byte a bin is a resolution
 * of at least 1/127 of the greatest value ever seen.
 */
export class DemandModel {
	readonly #forecaster: InterestForecaster;
	#scale = 1;

	constructor(week: LocalWeek) {
		this.#forecaster = new InterestForecaster(week);
	}

	/** Quarter hours learned. */
	get learned(): number {
		return this.#forecaster.learned;
	}

	/** The quantity as last told, in cost units per second. */
	get present(): number {
		return this.#forecaster.present * this.#scale;
	}

	/** The quantity is `unitsPerSecond` from `at` (ms) on; one that is no number from 0 on is not taken. */
	observe(at: number, unitsPerSecond: number): void {
		if (!(unitsPerSecond >= 0 && unitsPerSecond < Number.POSITIVE_INFINITY)) return;
		this.#forecaster.advance(at);
		let scale = this.#scale;
		while (unitsPerSecond > scale) scale *= 2;
		if (scale > this.#scale) {
			this.#forecaster.scale(this.#scale / scale);
			this.#scale = scale;
		}
		this.#forecaster.observe(at, unitsPerSecond / scale);
	}

	/** Follows the value that holds up to `at` (ms). */
	advance(at: number): void {
		this.#forecaster.advance(at);
	}

	/** What is usual at a moment, in cost units per second. */
	usual(at: number): number {
		return this.#forecaster.usual(at) * this.#scale;
	}

	/** What is usual in a slot of the week, in cost units per second. */
	usualIn(slot: number): number {
		return this.#forecaster.usualIn(slot) * this.#scale;
	}

	/** What to expect ten minutes after `at`, in cost units per second. */
	expected(at: number): number {
		return this.#forecaster.expected(at) * this.#scale;
	}

	/** What {@link restore} takes, in base64. */
	snapshot(): string {
		const encoded = this.#forecaster.encode();
		const bytes = Buffer.alloc(HEAD_BYTES + encoded.length);
		bytes.writeDoubleBE(this.#scale);
		bytes.set(encoded, HEAD_BYTES);
		return bytes.toString("base64");
	}

	/** Takes over a snapshot; the value that holds at `now` (ms) stays. @throws RangeError when it is none. */
	restore(text: string, now: number): void {
		const bytes = Buffer.from(text, "base64");
		const scale = bytes.length >= HEAD_BYTES ? bytes.readDoubleBE(0) : 0;
		if (!(scale >= 1 && scale < Number.POSITIVE_INFINITY))
			throw new RangeError("the scale is no number from 1 on");
		const { present } = this;
		this.#forecaster.decode(new Uint8Array(bytes.subarray(HEAD_BYTES)));
		this.#scale = scale;
		this.#forecaster.advance(now);
		this.observe(now, present);
	}
}
