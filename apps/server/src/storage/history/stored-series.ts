import { typeOfAttribute } from "@sensocto/protocol";
import { GAP_INTERVALS } from "./history-limits.ts";

/** What is stored about a series. */
export interface StoredSeries {
	series_id: number;
	attribute_id: string;
	attribute_type: string;
	unit: string | null;
	sampling_rate_hz: number | null;
	value_kind: "float4" | "float8" | "jsonb";
	/** Numbers per sample. */
	stride: number;
	delivery: "every" | "latest" | "event";
}

/** The columns of {@link StoredSeries}. */
export const SERIES_COLUMNS = [
	"series_id",
	"attribute_id",
	"attribute_type",
	"unit",
	"sampling_rate_hz",
	"value_kind",
	"stride",
	"delivery",
] as const;

/** Whether every sample is one number. */
export function isScalar({ value_kind, stride }: StoredSeries): boolean {
	return value_kind !== "jsonb" && stride === 1;
}

/** Longest time between two samples that is not a gap, in ms. Events come when they come: no time is a gap. */
export function gapMs(series: Omit<StoredSeries, "series_id" | "unit">): number {
	const { delivery, sampling_rate_hz } = series;
	if (delivery === "event") return Number.POSITIVE_INFINITY;
	const interval = sampling_rate_hz ? 1_000 / sampling_rate_hz : typeOfAttribute(series).intervalMs;
	return GAP_INTERVALS * interval;
}

/** Chunks written before an attribute's number of fields changed get NaN for new ones and lose removed ones. */
export function restride(numbers: Float64Array, samples: number, stride: number): Float64Array {
	if (numbers.length === samples * stride) return numbers;
	const stored = samples === 0 ? 1 : numbers.length / samples;
	const out = new Float64Array(samples * stride).fill(Number.NaN);
	for (let sample = 0; sample < samples; sample += 1)
		for (let field = 0; field < Math.min(stored, stride); field += 1)
			out[sample * stride + field] = numbers[sample * stored + field]!;
	return out;
}
