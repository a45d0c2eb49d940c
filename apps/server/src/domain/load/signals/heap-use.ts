import { getHeapStatistics } from "node:v8";
import type { SignalReader } from "./signal-reader.ts";

/** Share of the JavaScript heap's limit that is in use; at 1 the process ends. */
export class HeapUse implements SignalReader {
	readonly signal = "heap";

	read(): number {
		const { heap_size_limit, used_heap_size } = getHeapStatistics();
		return Math.min(1, used_heap_size / heap_size_limit);
	}
}
