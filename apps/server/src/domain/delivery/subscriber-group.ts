import type { WatchLevel } from "./delivery-class.ts";
import type { FrameBody } from "./frame-body.ts";
import type { Encoding, StreamCodecs } from "./stream-codec.ts";
import type { StreamTopic } from "./stream-topic.ts";
import type { Viewer } from "./viewer.ts";

/** Viewers that watch the very same topics at one level in one encoding: their frame is built once. */
export class SubscriberGroup {
	readonly encoding: Encoding;
	readonly level: WatchLevel;
	readonly key: string;
	readonly topics: ReadonlySet<StreamTopic>;
	readonly members = new Set<Viewer>();
	readonly body: FrameBody;

	constructor(
		encoding: Encoding,
		level: WatchLevel,
		key: string,
		topics: ReadonlySet<StreamTopic>,
		body: FrameBody,
	) {
		this.encoding = encoding;
		this.level = level;
		this.key = key;
		this.topics = new Set(topics);
		this.body = body;
	}

	/** Registers the group with its topics, so that their samples reach it. */
	attach(): void {
		for (const topic of this.topics) {
			if (topic.groups[this.level].size === 0) topic.startLevel(this.level);
			topic.groups[this.level].add(this);
			topic.watched |= 1 << this.level;
		}
	}

	/** Takes the group away from its topics. */
	detach(): void {
		for (const topic of this.topics) {
			topic.groups[this.level].delete(this);
			if (topic.groups[this.level].size === 0) topic.watched &= ~(1 << this.level);
		}
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

	/** Puts the viewer into the group of its present set at that level, leaving the one it was in. */
	place(viewer: Viewer, level: WatchLevel): void {
		this.leave(viewer, level);
		const topics = viewer.sets[level];
		if (topics.size === 0) return;
		const group = this.#find(viewer, level) ?? this.#create(viewer, level);
		group.members.add(viewer);
		viewer.groups[level] = group;
	}

	/** Takes the viewer out of its group at that level; a group without members is gone. */
	leave(viewer: Viewer, level: WatchLevel): void {
		const group = viewer.groups[level];
		if (group === null) return;
		viewer.groups[level] = null;
		group.members.delete(viewer);
		if (group.members.size > 0) return;
		group.detach();
		this.#byKey.delete(group.key);
	}

	#find(viewer: Viewer, level: WatchLevel): SubscriberGroup | undefined {
		const group = this.#byKey.get(keyOf(viewer, level, 0));
		return group !== undefined && sameTopics(group.topics, viewer.sets[level]) ? group : undefined;
	}

	/** A key taken by a different set (a hash collision) gets a suffix: such a group is simply not shared. */
	#create(viewer: Viewer, level: WatchLevel): SubscriberGroup {
		let attempt = 0;
		while (this.#byKey.has(keyOf(viewer, level, attempt))) attempt++;
		const key = keyOf(viewer, level, attempt);
		const group = new SubscriberGroup(
			viewer.encoding,
			level,
			key,
			viewer.sets[level],
			this.#codecs[viewer.encoding].newBody(),
		);
		this.#byKey.set(key, group);
		group.attach();
		return group;
	}
}

function keyOf(viewer: Viewer, level: WatchLevel, attempt: number): string {
	return `${viewer.encoding}:${level}:${viewer.sets[level].size}:${viewer.hashes[level]}:${attempt}`;
}

function sameTopics(a: ReadonlySet<StreamTopic>, b: ReadonlySet<StreamTopic>): boolean {
	if (a.size !== b.size) return false;
	for (const topic of a) if (!b.has(topic)) return false;
	return true;
}
