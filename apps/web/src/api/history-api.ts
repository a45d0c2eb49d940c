import type { HistoryGap, JsonValue } from "@sensocto/protocol";
import { type RestClient, rest } from "./rest-client.ts";

/**
 * Stored samples of one attribute, oldest first.
 *
 * Sample `i` was taken at `t0 + dt[i]` (epoch ms, device time); its components are
 * `v[i * fields.length .. (i + 1) * fields.length)`, `null` where a component is missing.
 */
export interface HistoryAnswer {
	readonly sensor_id: string;
	readonly attribute_id: string;
	readonly attribute_type: string;
	readonly unit: string | null;
	readonly fields: readonly string[];
	readonly from: number;
	readonly to: number;
	readonly samples: number;
	readonly decimated: boolean;
	readonly t0: number;
	readonly dt: readonly number[];
	readonly v: readonly (number | null)[] | readonly JsonValue[];
	/** Stretches without samples that are longer than three expected intervals, epoch milliseconds (device time). */
	readonly gaps: readonly HistoryGap[];
}

/** Which stretch to read, epoch milliseconds, and the number of points the answer may hold. */
export interface HistoryQuery {
	readonly sensorId: string;
	readonly attributeId: string;
	readonly fromMs: number;
	readonly toMs: number;
	readonly maxPoints: number;
	readonly signal?: AbortSignal;
}

/** Requests made at most for one undecimated read, so that a download of a very long stretch ends. */
export const MAX_WHOLE_READ_REQUESTS = 256;

/** Reads stored samples, decimated by the server (minimum and maximum per bucket) to at most `maxPoints`. */
export async function readHistory(query: HistoryQuery, client: RestClient = rest): Promise<HistoryAnswer> {
	const search = new URLSearchParams({
		from: String(Math.floor(query.fromMs)),
		to: String(Math.ceil(query.toMs)),
		max_points: String(query.maxPoints),
	});
	const sensor = encodeURIComponent(query.sensorId);
	const attribute = encodeURIComponent(query.attributeId);
	const path = `/api/sensors/${sensor}/attributes/${attribute}/history?${search}`;
	return client.request<HistoryAnswer>(path, { signal: query.signal });
}

/** Pieces of an undecimated read, oldest first; `complete` is false when the request limit ended it early. */
export interface WholeHistory {
	readonly pieces: readonly HistoryAnswer[];
	readonly complete: boolean;
}

/**
 * Reads every stored sample of a stretch by halving it until the server no longer decimates.
 *
 * Halves meet without overlap: the answer's range is closed at both ends, so the later half starts 1 ms on.
 */
export async function readWholeHistory(
	query: HistoryQuery,
	client: RestClient = rest,
): Promise<WholeHistory> {
	const pieces: HistoryAnswer[] = [];
	const pending: [number, number][] = [[Math.floor(query.fromMs), Math.ceil(query.toMs)]];
	let requests = 0;
	while (pending.length > 0) {
		if (requests === MAX_WHOLE_READ_REQUESTS) return { pieces, complete: false };
		requests += 1;
		const [fromMs, toMs] = pending.pop() as [number, number];
		const answer = await readHistory({ ...query, fromMs, toMs }, client);
		if (!answer.decimated || toMs - fromMs < 2) {
			pieces.push(answer);
			continue;
		}
		const middle = Math.floor((fromMs + toMs) / 2);
		pending.push([middle + 1, toMs], [fromMs, middle]);
	}
	return { pieces, complete: true };
}
