import type { BinaryBatch } from "./announced-streams.ts";
import type { FindReceiver, SampleBlock } from "./sample-block.ts";

/** Hands over the blocks of a decoded binary frame. */
export function binaryDecoder(payload: unknown, find: FindReceiver): void {
	const { blocks, gap, seed } = payload as BinaryBatch;
	for (const { attributeId, sensorId, seq, stride, times, values } of blocks) {
		const block: SampleBlock = { times, values, stride, isSeed: seed, seq };
		if (gap) block.gap = gap;
		find(sensorId, attributeId)?.receive(block);
	}
}
