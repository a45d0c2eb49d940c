import type { ChannelLink } from "./channel-link.ts";

/** The open channels by topic, for broadcasts among them. */
export class TopicChannels {
	readonly #links = new Map<string, Set<ChannelLink>>();

	/** Adds an open channel. */
	add(link: ChannelLink): void {
		const { canonical } = link.topic;
		const links = this.#links.get(canonical);
		if (links === undefined) this.#links.set(canonical, new Set([link]));
		else links.add(link);
	}

	/** Removes a channel that ended. */
	delete(link: ChannelLink): void {
		const { canonical } = link.topic;
		const links = this.#links.get(canonical);
		if (links?.delete(link) && links.size === 0) this.#links.delete(canonical);
	}

	/** Sends an event to every channel of a topic. */
	broadcast(canonical: string, event: string, payload: unknown): void {
		for (const link of this.#links.get(canonical) ?? []) link.broadcasted(event, payload);
	}
}
