import type { ChannelLink } from "./channel-link.ts";

/**
 * The open channels by topic, for broadcasts among them.
 *
 * Most topics have one channel, so a set is only made for a second one.
 */
export class TopicChannels {
	readonly #links = new Map<string, ChannelLink | Set<ChannelLink>>();

	/** Adds an open channel. */
	add(link: ChannelLink): void {
		const { canonical } = link.topic;
		const known = this.#links.get(canonical);
		if (known === undefined) this.#links.set(canonical, link);
		else if (known instanceof Set) known.add(link);
		else this.#links.set(canonical, new Set([known, link]));
	}

	/** Removes a channel that ended. */
	delete(link: ChannelLink): void {
		const { canonical } = link.topic;
		const known = this.#links.get(canonical);
		if (known instanceof Set) known.delete(link);
		if (known === link || (known instanceof Set && known.size === 0)) this.#links.delete(canonical);
	}

	/** Sends an event to every channel of a topic. */
	broadcast(canonical: string, event: string, payload: unknown): void {
		const known = this.#links.get(canonical);
		if (known instanceof Set) for (const link of known) link.broadcasted(event, payload);
		else known?.broadcasted(event, payload);
	}
}
