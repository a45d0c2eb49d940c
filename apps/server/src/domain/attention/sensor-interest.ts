import type { AttentionLevel } from "@sensocto/protocol";
import { INTEREST_WEIGHTS } from "../../bio/wires.ts";
import { higher, KIND, type Kinds, levelOf, VIEWER_KINDS, weightOf } from "./attention-kind.ts";
import { KindCounts } from "./kind-counts.ts";

/** The attribute id that stands for all attributes of a sensor. */
export const ALL_ATTRIBUTES = "*";

/** What another node's level counts as here, where its viewers are not known one by one. */
const REMOTE_KINDS: Record<AttentionLevel, Kinds> = {
	high: KIND.hover,
	medium: KIND.view,
	low: KIND.background,
	none: 0,
};

/** All leases on one sensor, by attribute and summed up. */
export class SensorInterest {
	readonly total = new KindCounts();
	readonly #attributes = new Map<string, KindCounts>();
	#remote: Map<string, AttentionLevel> | null = null;
	#remoteKinds: Kinds = 0;
	/** Viewers that attend, each once. */
	viewers = 0;
	/** Expected share of the time with a viewer, 0..1. */
	expected = 0;

	/** Whether nothing is known about the sensor. */
	get isEmpty(): boolean {
		return this.#attributes.size === 0 && this.#remote === null && this.expected === 0 && this.viewers === 0;
	}

	/** The kinds of lease on the sensor, other nodes' levels among them. */
	get kinds(): Kinds {
		return this.total.kinds | this.#remoteKinds;
	}

	/** Weight of what this node's viewers do; 0 when nobody attends. */
	get viewerWeight(): number {
		return weightOf(this.total.kinds & VIEWER_KINDS, this.viewers);
	}

	/** Weight of all leases, or of all but the ones named. */
	weight({ novelty = true, predicted = true } = {}): number {
		const kinds = novelty ? this.kinds : this.kinds & ~KIND.novelty;
		return Math.max(
			weightOf(kinds, this.viewers),
			predicted ? this.expected * INTEREST_WEIGHTS.predicted : 0,
		);
	}

	/** The level of one attribute: of its own leases, or of the whole sensor's when it has none. */
	attributeLevel(attributeId: string): AttentionLevel {
		const whole = this.#attributes.get(ALL_ATTRIBUTES)?.kinds ?? 0;
		const own = this.#attributes.get(attributeId)?.kinds ?? whole;
		// A pinned sensor is pinned whole.
		return higher(levelOf(own | (whole & KIND.pin)), levelOf(this.#remoteKinds));
	}

	/** Counts kinds of lease that began and that ended on an attribute. */
	change(attributeId: string, began: Kinds, ended: Kinds): void {
		let counts = this.#attributes.get(attributeId);
		if (counts === undefined) {
			counts = new KindCounts();
			this.#attributes.set(attributeId, counts);
		}
		counts.add(began);
		counts.remove(ended);
		this.total.add(began);
		this.total.remove(ended);
		if (counts.kinds === 0) this.#attributes.delete(attributeId);
	}

	/** Notes the level of another node. */
	setRemote(node: string, level: AttentionLevel): void {
		this.#remote ??= new Map();
		if (level === "none") this.#remote.delete(node);
		else this.#remote.set(node, level);
		this.#remoteKinds = 0;
		for (const each of this.#remote.values()) this.#remoteKinds |= REMOTE_KINDS[each];
		if (this.#remote.size === 0) this.#remote = null;
	}
}
