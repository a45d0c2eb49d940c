import type { BackpressureConfig, Keep, Measurement } from "@sensocto/protocol";

/**
 * Leaves out the samples of a batch that the server does not want at present; the rest stay in order.
 *
 * `latest` keeps one of each window, so that a backlog from an outage keeps its course.
 *
 * Samples with an `event`, and those that are no numbers where least and greatest are asked for, are always kept.
 */
export function keepSamples(
	batch: Measurement[],
	{ attributes, recommended_batch_window }: BackpressureConfig,
): Measurement[] {
	if (attributes === undefined) return batch;
	const reduced = new Map<string, Keep>();
	for (const [id, { keep }] of Object.entries(attributes)) if (keep !== "all") reduced.set(id, keep);
	if (reduced.size === 0) return batch;
	const kept = new Set<Measurement>();
	for (const [id, samples] of Map.groupBy(batch, (measurement) => measurement.attribute_id)) {
		const keep = reduced.get(id);
		if (keep === undefined) for (const sample of samples) kept.add(sample);
		else choose(samples, keep, recommended_batch_window, kept);
	}
	return batch.filter((measurement) => kept.has(measurement));
}

function choose(samples: readonly Measurement[], keep: Keep, windowMs: number, kept: Set<Measurement>): void {
	const binMs = keep === "latest" ? windowMs : 1_000 / Number(keep.slice("minmax@".length));
	const plain: Measurement[] = [];
	for (const sample of samples) {
		const isAsked = sample.event === undefined && (keep === "latest" || typeof sample.payload === "number");
		if (isAsked) plain.push(sample);
		else kept.add(sample);
	}
	for (const bin of Map.groupBy(plain, ({ timestamp }) => Math.floor(timestamp / binMs)).values()) {
		if (keep === "latest") kept.add(bin.at(-1)!);
		else {
			kept.add(bin.reduce((least, sample) => (numberOf(sample) < numberOf(least) ? sample : least)));
			kept.add(bin.reduce((most, sample) => (numberOf(sample) > numberOf(most) ? sample : most)));
		}
	}
}

function numberOf(sample: Measurement): number {
	return sample.payload as number;
}
