import { SensoctoError } from "@sensocto/protocol";
import type { Registry } from "../../registry/registry.ts";
import { GapFinder } from "../../storage/history/gap-finder.ts";
import { explainGaps } from "../../storage/history/gap-reasons.ts";
import type { HistoryAnswer, HistoryQuery, HistoryReader } from "../../storage/history/history-reader.ts";
import { MinMaxCollector } from "../../storage/history/point-collector.ts";
import { shortFloat } from "../delivery/wire-number.ts";
import { type Attribute, storageKind } from "./attribute.ts";
import type { SensorRecord } from "./sensor-record.ts";
import type { Summary, SummaryTier } from "./summary-tier.ts";

/** A stretch without samples longer than this many usual intervals is a gap, as in stored history. */
const GAP_INTERVALS = 3;

/**
 * History that memory answers where the database cannot, from what it holds of the last day.
 *
 * Gaps have the reasons that stored ones have, as far as they lie within the present stay of the sensor's processes.
 */
export class HistoryRecall {
	readonly #reader: Pick<HistoryReader, "read">;
	readonly #registry: Registry<SensorRecord>;

	constructor(reader: Pick<HistoryReader, "read">, registry: Registry<SensorRecord>) {
		this.#reader = reader;
		this.#registry = registry;
	}

	/**
	 * The stored samples of a range, see {@link HistoryReader.read}; those in memory when the database is away, or while it
	 * has none of an attribute that has just begun.
	 *
	 * @returns undefined when there is no such attribute.
	 * @throws SensoctoError `storage_unavailable` when memory has none either.
	 */
	async read(query: HistoryQuery): Promise<HistoryAnswer | undefined> {
		try {
			return (await this.#reader.read(query)) ?? this.#notStored(query);
		} catch (error) {
			const isAway = error instanceof SensoctoError && error.code === "storage_unavailable";
			const recalled = isAway ? this.#recall(query) : null;
			if (recalled === null) throw error;
			return recalled;
		}
	}

	#recall(query: HistoryQuery): HistoryAnswer | null {
		const [record, attribute] = this.#live(query);
		if (record === undefined || attribute?.type.shape !== "scalar") return null;
		const answer = recalled(attribute, query, record.clockOffsetMs);
		const { absences } = record.store!.pauses;
		return { ...answer, gaps: explainGaps(answer.gaps, absences, record.clockOffsetMs ?? 0) };
	}

	#notStored(query: HistoryQuery): HistoryAnswer | undefined {
		const [, attribute] = this.#live(query);
		return attribute && (this.#recall(query) ?? nothing(attribute, query));
	}

	#live({ attributeId, sensorId }: HistoryQuery): [SensorRecord | undefined, Attribute | undefined] {
		const record = this.#registry.lookup(sensorId);
		return [record, record?.store?.get(attributeId)];
	}
}

/** An answer without samples. */
function nothing({ meta, type }: Attribute, query: HistoryQuery): HistoryAnswer {
	const fields = type.shape === "structured" ? [] : type.fields.map(({ name }) => name);
	return {
		...{ sensor_id: query.sensorId, attribute_id: query.attributeId, attribute_type: type.type },
		...{ unit: meta.unit, fields, from: query.fromMs, to: query.toMs, samples: 0, decimated: false, t0: 0 },
		...{ dt: [], v: [], gaps: [], clock_offset_ms: null },
	};
}

/** What memory holds of a scalar over a range: summaries of what is long past, then of the last minutes, then samples. */
function recalled(attribute: Attribute, query: HistoryQuery, clockOffsetMs: number | null): HistoryAnswer {
	const { fromMs: from, toMs: to } = query;
	const { past, ring, type } = attribute;
	const rawFrom = ring.length === 0 ? Number.POSITIVE_INFINITY : ring.timeAt(ring.tail);
	const fineFrom = past?.fine && past.fine.length > 0 ? past.fine.at(0).time : rawFrom;
	// A ring that has given nothing up yet holds every sample there is.
	const isSummarised = from < rawFrom && (past?.coarse.length ?? 0) > 0;
	const collector = new MinMaxCollector({ from, to, maxPoints: query.maxPoints }, isSummarised);
	const gaps = new GapFinder(GAP_INTERVALS * attribute.intervalMs);
	let samples = 0;
	const add = ({ count, greatest, least, time }: Summary, bucketMs: number): void => {
		samples += count;
		collector.add(time, [least], 0);
		collector.add(time + bucketMs / 2, [greatest], 0);
		gaps.see(time, time + bucketMs);
	};
	// Both summaries hold all that the ring has given up; where they meet the coarser one's bucket counts.
	let fineEdge = from;
	for (const summary of within(past?.coarse, from, Math.min(to, fineFrom))) {
		add(summary, past!.coarse.bucketMs);
		fineEdge = summary.time + past!.coarse.bucketMs;
	}
	for (const summary of within(past?.fine, fineEdge, Math.min(to, rawFrom)))
		add(summary, past!.fine!.bucketMs);
	for (let position = ring.positionAt(from); position < ring.head; position++) {
		const time = ring.timeAt(position);
		if (time > to) break;
		samples++;
		collector.add(time, [ring.valueAt(position) as number], 0);
		gaps.see(time);
	}
	const { decimated, t, v } = collector.points();
	const t0 = t[0] ?? 0;
	const short = storageKind(type) === 32;
	return {
		...nothing(attribute, query),
		...{ samples, decimated, t0 },
		dt: t.map((time) => time - t0),
		v: v.map((value) => (Number.isFinite(value) ? (short ? shortFloat(value) : value) : null)),
		...{ gaps: gaps.gaps, clock_offset_ms: clockOffsetMs, from_memory: true },
	};
}

/** The buckets of a tier that begin within a range. */
function* within(tier: SummaryTier | null | undefined, from: number, to: number): Generator<Summary> {
	if (tier === null || tier === undefined) return;
	for (let index = tier.indexAt(from); index < tier.length; index++) {
		const summary = tier.at(index);
		if (summary.time >= to) return;
		yield summary;
	}
}
