import type { ColumnsBatch, JsonValue, StreamColumns } from "@sensocto/protocol";
import type { FindReceiver, SampleBlock } from "./sample-block.ts";

/** Reads batches in the `columns` encoding. */
export function columnsDecoder(payload: unknown, find: FindReceiver): void {
	const { columns, seed } = payload as ColumnsBatch;
	for (const [sensorId, attributes] of Object.entries(columns)) {
		for (const [attributeId, part] of Object.entries(attributes)) {
			find(sensorId, attributeId)?.receive(toBlock(part, seed === true));
		}
	}
}

function toBlock({ dt, gap, seq, t0, v }: StreamColumns, isSeed: boolean): SampleBlock {
	const block: SampleBlock = {
		times: Float64Array.from(dt, (offset) => t0 + offset),
		values: toNumbers(v) ?? (v as JsonValue[]),
		stride: dt.length === 0 ? 1 : v.length / dt.length,
		isSeed,
		seq,
	};
	if (gap) block.gap = gap;
	return block;
}

/** The values as numbers; undefined when one is neither a number nor unknown. */
function toNumbers(values: StreamColumns["v"]): Float64Array | undefined {
	const numbers = new Float64Array(values.length);
	for (let i = 0; i < values.length; i++) {
		const value = values[i];
		if (typeof value !== "number" && value !== null) return undefined;
		numbers[i] = value ?? Number.NaN;
	}
	return numbers;
}
