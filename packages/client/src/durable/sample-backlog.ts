import type { Measurement } from "@sensocto/protocol";
import { Fifo } from "./fifo.ts";
import { measurementBytes, type WaitingSample } from "./waiting-sample.ts";

/** How readily a sample gives way when there is too much: waveforms first, events last. */
const SACRIFICE = { waveform: 0, value: 1, event: 2 } as const;

/** What waits of one attribute. */
interface Waiting {
	readonly samples: Fifo<WaitingSample>;
	/** Order of the newest sample with an `event` among them, or of one that has left; -1 without any. */
	lastEvent: number;
}

/**
 * Samples that are not in a batch yet, one queue for each attribute.
 *
 * 1. The samples of one attribute leave in the order they came; with an event, those before it.
 * 2. A batch takes from all attributes in turn: after a long outage the few samples of slow attributes are not
 *    kept waiting by the many of a waveform, and are up to date with the first batch.
 * 3. What gives way is the oldest of a waveform; then the oldest value; a sample with an `event` only when there
 *    is nothing else.
 */
export class SampleBacklog {
	readonly #isWaveform: (attributeId: string) => boolean;
	readonly #queues = new Map<string, Waiting>();
	#order = 0;
	#size = 0;
	#bytes = 0;

	constructor(isWaveform: (attributeId: string) => boolean) {
		this.#isWaveform = isWaveform;
	}

	get size(): number {
		return this.#size;
	}

	/** Most bytes the samples take as JSON. */
	get bytes(): number {
		return this.#bytes;
	}

	add(measurement: Measurement): void {
		const id = measurement.attribute_id;
		let queue = this.#queues.get(id);
		if (!queue) {
			queue = { samples: new Fifo(), lastEvent: -1 };
			this.#queues.set(id, queue);
		}
		const sample = { measurement, order: this.#order++, bytes: measurementBytes(measurement) };
		queue.samples.push(sample);
		if (measurement.event !== undefined) queue.lastEvent = sample.order;
		this.#size += 1;
		this.#bytes += sample.bytes;
	}

	/** Puts samples of an earlier run before everything that is there. */
	restore(measurements: readonly Measurement[]): void {
		const later = this.toArray();
		this.#queues.clear();
		this.#size = 0;
		this.#bytes = 0;
		for (const measurement of [...measurements, ...later]) this.add(measurement);
	}

	/**
	 * Takes out at most `count` samples of together at most `maxBytes`, but at least one, in order of recording.
	 *
	 * @param isUrgent takes only events: samples with an `event`, each with what came before it of its attribute, and
	 * all samples of the attributes it names.
	 */
	take(count: number, maxBytes: number, isUrgent?: (attributeId: string) => boolean): WaitingSample[] {
		const taken: WaitingSample[] = [];
		let bytes = 0;
		for (let before = -1; taken.length > before; ) {
			before = taken.length;
			for (const [id, queue] of this.#queues) {
				const next = queue.samples.peek()!;
				if (isUrgent && next.order > queue.lastEvent && !isUrgent(id)) continue;
				if (taken.length === count || (taken.length > 0 && bytes + next.bytes > maxBytes)) {
					return sorted(taken);
				}
				taken.push(this.#shift(id, queue));
				bytes += next.bytes;
			}
		}
		return sorted(taken);
	}

	/** Takes out the sample that may be missed most; undefined when there is none. */
	sacrifice(): WaitingSample | undefined {
		let victim: { id: string; queue: Waiting; rank: number; order: number } | undefined;
		for (const [id, queue] of this.#queues) {
			const { measurement, order } = queue.samples.peek()!;
			const rank = this.#rank(measurement);
			if (!victim || rank < victim.rank || (rank === victim.rank && order < victim.order)) {
				victim = { id, queue, rank, order };
			}
		}
		return victim && this.#shift(victim.id, victim.queue);
	}

	/** Everything in order of recording. */
	toArray(): Measurement[] {
		const all = [...this.#queues.values()].flatMap(({ samples }) => samples.toArray());
		return sorted(all).map((sample) => sample.measurement);
	}

	#rank({ attribute_id, event }: Measurement): number {
		if (event !== undefined) return SACRIFICE.event;
		return this.#isWaveform(attribute_id) ? SACRIFICE.waveform : SACRIFICE.value;
	}

	/** Takes the oldest of a queue that is not empty; no queue stays behind empty. */
	#shift(id: string, { samples }: Waiting): WaitingSample {
		const sample = samples.shift()!;
		if (samples.size === 0) this.#queues.delete(id);
		this.#size -= 1;
		this.#bytes -= sample.bytes;
		return sample;
	}
}

function sorted(samples: WaitingSample[]): WaitingSample[] {
	return samples.sort((a, b) => a.order - b.order);
}
