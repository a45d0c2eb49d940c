import type { BinaryBatch } from "./announced-streams.ts";
import type { FindReceiver } from "./sample-block.ts";

/** Hands over the blocks of a decoded binary frame. */
export function binaryDecoder(payload: unknown, find: FindReceiver): void {
	const { blocks, seed } = payload as BinaryBatch;
	for (const { attributeId, sensorId, seq, stride, times, values } of blocks) {
		find(sensorId, attributeId)?.receive({ times, values, stride, isSeed: seed, seq });
	}
}
