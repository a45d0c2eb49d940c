import {
	type AttributeType,
	attributeType,
	normalise,
	type RowMeasurement,
	type RowsBatch,
} from "@sensocto/protocol";
import type { BlockReceiver, FindReceiver, SampleBlock } from "./sample-block.ts";

/** Reads batches in the `rows` encoding; payloads of any known shape become the values of their attribute's type. */
export function rowsDecoder(payload: unknown, find: FindReceiver): void {
	const { batch } = payload as RowsBatch;
	for (const [sensorId, attributes] of Object.entries(batch)) {
		for (const [attributeId, rows] of Object.entries(attributes)) {
			const receiver = find(sensorId, attributeId);
			if (receiver) receiver.receive(toBlock(attributeId, receiver, Array.isArray(rows) ? rows : [rows]));
		}
	}
}

function toBlock(attributeId: string, receiver: BlockReceiver, rows: readonly RowMeasurement[]): SampleBlock {
	const type = attributeType(receiver.attributeType ?? attributeId, rows[0]?.payload);
	const times = Float64Array.from(rows, (row) => row.timestamp);
	if (type.shape === "structured") {
		return { times, values: rows.map((row) => row.payload), stride: 1, isSeed: false };
	}
	return { times, values: toNumbers(type, rows), stride: type.fields.length, isSeed: false };
}

/** What cannot be read as the type is unknown. */
function toNumbers(type: AttributeType, rows: readonly RowMeasurement[]): Float64Array {
	const stride = type.fields.length;
	const numbers = new Float64Array(rows.length * stride).fill(Number.NaN);
	rows.forEach(({ event, payload }, index) => {
		const sample = normalise(type, payload, event === undefined ? undefined : { event });
		if (typeof sample === "number") numbers[index * stride] = sample;
		else if (sample instanceof Float64Array) numbers.set(sample, index * stride);
	});
	return numbers;
}
