import { streams } from "./live-streams.ts";
import { localTime } from "./local-time.ts";
import { pulse } from "./pulse.svelte.ts";
import { RateMeter } from "./rate-meter.ts";
import { session } from "./session.svelte.ts";

/** Delivery from this share of the measured samples on is called full. */
const FULL_SHARE = 0.8;

/** What reaches this page, measured: frames and samples a second. */
class Delivery {
	readonly #frames = new RateMeter(localTime);
	readonly #samples = new RateMeter(localTime);

	constructor() {
		session.viewer.onBatch((batch) => {
			if (batch.seed) return;
			this.#frames.count(1);
			this.#samples.count(batch.blocks.reduce((sum, { times }) => sum + times.length, 0));
		});
	}

	/** Samples a second over all visible signals. */
	get samplesPerSecond(): number {
		pulse.tick;
		return this.#samples.perSecond();
	}

	/**
	 * What arrives, against what the devices in sight measure: "Delivered 24 Hz · full rate", or how much of it.
	 *
	 * Hz are frames a second; the share compares samples a second of signals of which each sample counts.
	 */
	get badge(): string {
		pulse.tick;
		const frames = `Delivered ${Math.round(this.#frames.perSecond())} Hz`;
		const { measured, declared } = streams.delivered();
		if (declared === 0) return frames;
		const share = measured / declared;
		return share >= FULL_SHARE
			? `${frames} · full rate`
			: `${frames} · reduced to ${Math.round(share * 100)} %`;
	}

	/** Samples a second in words: "4,200 samples/s". */
	get text(): string {
		return `${Math.round(this.samplesPerSecond).toLocaleString("en")} samples/s`;
	}
}

/** The one measurement of delivery. */
export const delivery = new Delivery();
