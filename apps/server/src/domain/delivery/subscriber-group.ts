import type { Lane } from "./delivery-class.ts";
import type { FrameBody } from "./frame-body.ts";
import type { Encoding, StreamCodecs } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { Viewer } from "./viewer.ts";

/** Viewers that watch the very same topics in one lane and one encoding: their frame is built once. */
export class SubscriberGroup {
	readonly encoding: Encoding;
	readonly lane: Lane;
	readonly key: string;
	readonly topics: ReadonlySet<StreamTopic>;
	readonly members = new Set<Viewer>();
	readonly body: FrameBody;

	constructor(
		encoding: Encoding,
		lane: Lane,
		key: string,
		topics: ReadonlySet<StreamTopic>,
		body: FrameBody,
	) {
		this.encoding = encoding;
		this.lane = lane;
		this.key = key;
		this.topics = new Set(topics);
		this.body = body;
	}

	/** Registers the group with its topics, so that their samples reach it. */
	attach(): void {
		for (const topic of this.topics) topic.join(this, this.lane);
	}

	/** Takes the group away from its topics. */
	detach(): void {
		for (const topic of this.topics) topic.leave(this, this.lane);
	}
}

/** The groups of all viewers, found by what they watch. */
export class SubscriberGroups {
	readonly #codecs: StreamCodecs;
	readonly #byKey = new Map<string, SubscriberGroup>();

	constructor(codecs: StreamCodecs) {
		this.#codecs = codecs;
	}

	/** Number of distinct frames that have to be built. */
	get size(): number {
		return this.#byKey.size;
	}

	/**
	 * Puts the viewer into the group of its present set at that lane, then takes it out of the one it was in: a stream
	 * that is in both never is without a group, so that what waits of it stays.
	 */
	place(viewer: Viewer, lane: Lane): void {
		const before = viewer.groups[lane] ?? null;
		const isEmpty = viewer.sets[lane]!.size === 0;
		const group = isEmpty ? null : (this.#find(viewer, lane) ?? this.#create(viewer, lane));
		if (group === before) return;
		group?.members.add(viewer);
		viewer.groups[lane] = group;
		if (before !== null) this.#part(viewer, before);
	}

	/** Takes the viewer out of its group at that lane. */
	leave(viewer: Viewer, lane: Lane): void {
		const group = viewer.groups[lane] ?? null;
		if (group === null) return;
		viewer.groups[lane] = null;
		this.#part(viewer, group);
	}

	/** A group without members is gone. */
	#part(viewer: Viewer, group: SubscriberGroup): void {
		group.members.delete(viewer);
		if (group.members.size > 0) return;
		group.detach();
		this.#byKey.delete(group.key);
	}

	#find(viewer: Viewer, lane: Lane): SubscriberGroup | undefined {
		const group = this.#byKey.get(keyOf(viewer, lane, 0));
		return group !== undefined && sameTopics(group.topics, viewer.sets[lane]!) ? group : undefined;
	}

	/** A key taken by a different set (a hash collision) gets a suffix: such a group is simply not shared. */
	#create(viewer: Viewer, lane: Lane): SubscriberGroup {
		let attempt = 0;
		while (this.#byKey.has(keyOf(viewer, lane, attempt))) attempt++;
		const key = keyOf(viewer, lane, attempt);
		const group = new SubscriberGroup(
			viewer.encoding,
			lane,
			key,
			viewer.sets[lane]!,
			this.#codecs[viewer.encoding].newBody(),
		);
		this.#byKey.set(key, group);
		group.attach();
		return group;
	}
}

function keyOf(viewer: Viewer, lane: Lane, attempt: number): string {
	return `${viewer.encoding}:${lane}:${viewer.sets[lane]!.size}:${viewer.hashes[lane]}:${attempt}`;
}

function sameTopics(a: ReadonlySet<StreamTopic>, b: ReadonlySet<StreamTopic>): boolean {
	if (a.size !== b.size) return false;
	for (const topic of a) if (!b.has(topic)) return false;
	return true;
}
