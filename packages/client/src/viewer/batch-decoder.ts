import type { ViewerEncoding } from "@sensocto/protocol";
import { binaryDecoder } from "./binary-decoder.ts";
import { columnsDecoder } from "./columns-decoder.ts";
import { rowsDecoder } from "./rows-decoder.ts";
import type { BatchDecoder } from "./sample-block.ts";

const DECODERS: Readonly<Record<ViewerEncoding, BatchDecoder>> = {
	binary: binaryDecoder,
	columns: columnsDecoder,
	rows: rowsDecoder,
};

/** The decoder of an encoding: the one place that knows them all. */
export function batchDecoder(encoding: ViewerEncoding): BatchDecoder {
	return DECODERS[encoding];
}
