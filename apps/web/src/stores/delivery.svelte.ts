import { type DeliveryChoice, type DeliveryNotice, FULL_DELIVERY } from "@sensocto/protocol";
import { deliveryReason, deliveryWords, isHeldBack } from "./delivery-words.ts";
import { streams } from "./live-streams.ts";
import { localTime } from "./local-time.ts";
import { pulse } from "./pulse.svelte.ts";
import { RateMeter } from "./rate-meter.ts";
import { session } from "./session.svelte.ts";

/** What reaches this page: frames and samples a second as measured, and how the server says it serves. */
class Delivery {
	#notice = $state.raw(FULL_DELIVERY);
	#chosen = $state<DeliveryChoice>("auto");
	readonly #frames = new RateMeter(localTime);
	readonly #samples = new RateMeter(localTime);

	constructor() {
		session.viewer.onDelivery((notice) => {
			this.#notice = notice;
		});
		// A new join begins at full rate; the server tells what differs.
		session.viewer.channel.onJoin(() => {
			this.#notice = FULL_DELIVERY;
		});
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

	/** How the server serves this page. */
	get notice(): DeliveryNotice {
		return this.#notice;
	}

	/** The measured rate and the reason: "Delivered 24 Hz · full rate". */
	get badge(): string {
		pulse.tick;
		const { measured, declared } = streams.delivered();
		const framesHz = this.#frames.perSecond();
		const windowMs = streams.longestWindowMs;
		return deliveryWords({ framesHz, samplesHz: measured, declaredHz: declared, windowMs }, this.#notice);
	}

	/** Why delivery is as it is, in a sentence. */
	get reason(): string {
		pulse.tick;
		return deliveryReason(this.#notice, streams.longestWindowMs);
	}

	/** Whether anything holds updates back. */
	get slowed(): boolean {
		pulse.tick;
		return this.#notice.reason !== null || isHeldBack({ windowMs: streams.longestWindowMs });
	}

	/** What this page's person chose. */
	get chosen(): DeliveryChoice {
		return this.#chosen;
	}

	/** Chooses how fast to be served, in place of what the connection allows. */
	choose(choice: DeliveryChoice): void {
		this.#chosen = choice;
		session.viewer.choose(choice);
	}

	/** Samples a second in words: "4,200 samples/s". */
	get text(): string {
		const rounded = Math.round(this.samplesPerSecond);
		return `${rounded.toLocaleString("en")} ${rounded === 1 ? "sample" : "samples"}/s`;
	}
}

/** The one measurement of delivery. */
export const delivery = new Delivery();
